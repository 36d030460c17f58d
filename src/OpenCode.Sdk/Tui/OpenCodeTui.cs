using System.ComponentModel;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>
/// Represents the terminal UI, which runs as a child process in the terminal of this process. While it runs, this process must
/// not read from the terminal or write to it. Thread-safe.
/// </summary>
/// <remarks>The terminal UI ends with this process, even if this process crashes or is killed.</remarks>
/// <example><code>
/// await using var server = await OpenCodeServer.StartAsync();
/// await using var tui = OpenCodeTui.Start(new() { AttachTo = server.ClientOptions });
/// await tui.Exited;
/// </code></example>
public sealed class OpenCodeTui : IAsyncDisposable
{
    private readonly ChildProcess _child;
    private readonly TimeSpan _stopTimeout;
    private readonly CancellationTokenRegistration _cancellation;

    private OpenCodeTui(ChildProcess child, TimeSpan stopTimeout, CancellationToken cancellationToken)
    {
        _child = child;
        _stopTimeout = stopTimeout;
        _cancellation = cancellationToken.Register(() => _ = _child.EndAsync(_stopTimeout));
    }

    /// <summary>Gets the process ID.</summary>
    public int ProcessId => _child.Id;

    /// <summary>
    /// Gets a task that completes with the exit code when the process ends: when the user exits it, or when it is stopped. The
    /// task never fails.
    /// </summary>
    public Task<int> Exited => _child.Exited;

    /// <summary>Starts the terminal UI.</summary>
    /// <param name="options">The options; null to start in the current directory with the user's configuration.</param>
    /// <param name="cancellationToken">Stops the terminal UI in the same way as <see cref="StopAsync"/>.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="DirectoryNotFoundException">The project directory does not exist.</exception>
    /// <exception cref="OpenCodeServerException">The executable was not found or can't be run.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was already canceled.</exception>
    public static OpenCodeTui Start(OpenCodeTuiOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = options is null ? new OpenCodeTuiOptions() : options with { };
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();

        // The directory of an attached server may be on another machine.
        var executable = ExecutableSearch.Here.Find(options.ExecutablePath, options.AttachTo is null ? options.Project : null);
        try
        {
            var (start, folder) = TuiCommand.Prepare(options);
            var child = ChildProcess.StartOnConsole(start, CommandScript.Here.Command(executable, TuiCommand.Arguments(options)), folder);
            return new OpenCodeTui(child, options.StopTimeout, cancellationToken);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new OpenCodeServerException(OpenCodeServerFailure.NotExecutable, $"{executable} can't be run: {e.Message}", innerException: e);
        }
    }

    /// <summary>
    /// Stops the terminal UI and all processes that it started, and returns when they have ended. You can call this method at any
    /// time and more than once.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait. The terminal UI is stopped anyway.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public Task StopAsync(CancellationToken cancellationToken = default) => _child.EndAsync(_stopTimeout).WaitAsync(cancellationToken);

    /// <summary>Stops the terminal UI in the same way as <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _cancellation.Dispose();
    }
}
