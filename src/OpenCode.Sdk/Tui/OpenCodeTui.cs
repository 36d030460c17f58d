using System.ComponentModel;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>
/// The terminal UI as a child process that has the terminal of this one. While it runs, this process must neither read from
/// the terminal nor write to it. Thread-safe.
/// </summary>
/// <remarks>It ends with this process, in whatever way that ends.</remarks>
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

    /// <summary>Its process id.</summary>
    public int ProcessId => _child.Id;

    /// <summary>Ends with the exit code when the process does: when its user leaves it, or when it is stopped. Never fails.</summary>
    public Task<int> Exited => _child.Exited;

    /// <summary>Starts the terminal UI.</summary>
    /// <param name="options">How to start it; by default in the current directory, with the user's own configuration.</param>
    /// <param name="cancellationToken">Ends it as <see cref="StopAsync"/> does.</param>
    /// <exception cref="ArgumentException">The options hold something that can't work.</exception>
    /// <exception cref="DirectoryNotFoundException">The project's directory does not exist.</exception>
    /// <exception cref="OpenCodeServerException">The executable is not there, or can't be run.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before.</exception>
    public static OpenCodeTui Start(OpenCodeTuiOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = options is null ? new OpenCodeTuiOptions() : options with { };
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();

        // The directory of a server that is attached to may be on another machine.
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

    /// <summary>Ends it, with everything it has started, and returns once all of it is gone. May be called at any time, and again.</summary>
    /// <param name="cancellationToken">Gives up waiting; it is ended all the same.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task StopAsync(CancellationToken cancellationToken = default) => _child.EndAsync(_stopTimeout).WaitAsync(cancellationToken);

    /// <summary>Ends it as <see cref="StopAsync"/> does.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _cancellation.Dispose();
    }
}
