using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using OpenCode.Calls;

namespace OpenCode.Processes;

/// <summary>A child process under guard: it and everything it starts end with this process at the latest. Thread-safe.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>How long the outputs may stay open after the process has ended; only one that has escaped the guard holds them.</summary>
    private static readonly TimeSpan s_drainTimeout = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly Guardian _guardian;
    private readonly PrivateFolder? _folder;
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(ProcessStartInfo start, Guardian guardian, PrivateFolder? folder)
    {
        _guardian = guardian;
        _folder = folder;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => _ended.TrySetResult(_process.ExitCode);
    }

    public int Id { get; private set; }

    /// <summary>Ends with the exit code once the process has ended, all its output is read and nothing it started is left.</summary>
    public Task<int> Exited { get; private set; } = Task.FromResult(0);

    /// <summary>Starts a program in the background, with a reader for each of its outputs.</summary>
    /// <param name="start">Directory and environment.</param>
    /// <param name="command">The program with its arguments.</param>
    /// <param name="readOutput">Reads standard output to its end.</param>
    /// <param name="readError">Reads standard error to its end.</param>
    /// <param name="folder">A folder that exists as long as the process; null if it needs none.</param>
    /// <exception cref="Win32Exception">The system can't run it.</exception>
    public static ChildProcess StartInBackground(
        ProcessStartInfo start, IReadOnlyList<string> command, Func<TextReader, Task> readOutput, Func<TextReader, Task> readError, PrivateFolder? folder = null)
    {
        start.CreateNoWindow = true;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var child = Start(start, command, Guardian.Create(hasConsole: false), folder);
        child._process.StandardInput.Dispose();
        child.Exited = child.WatchAsync(readOutput(child._process.StandardOutput), readError(child._process.StandardError));
        return child;
    }

    /// <summary>Starts a program that gets the terminal of this process.</summary>
    /// <param name="start">Directory and environment.</param>
    /// <param name="command">The program with its arguments.</param>
    /// <param name="folder">A folder that exists as long as the process; null if it needs none.</param>
    /// <exception cref="Win32Exception">The system can't run it.</exception>
    public static ChildProcess StartOnConsole(ProcessStartInfo start, IReadOnlyList<string> command, PrivateFolder? folder = null)
    {
        var child = Start(start, command, Guardian.Create(hasConsole: true), folder);
        child.Exited = child.WatchAsync();
        return child;
    }

    /// <summary>Ends the process and everything it has started, and returns once all are gone. May be called at any time, and again.</summary>
    /// <param name="patience">How long the process may take to end once it is asked to; then it is killed.</param>
    public async Task EndAsync(TimeSpan patience)
    {
        if (!_ended.Task.IsCompleted && _guardian.TryAskToEnd())
        {
            await EndsWithinAsync(_ended.Task, patience).ConfigureAwait(false);
        }

        Kill();
        await Exited.ConfigureAwait(false);
    }

    /// <summary>Ends it at once.</summary>
    public async ValueTask DisposeAsync() => await EndAsync(TimeSpan.Zero).ConfigureAwait(false);

    private static ChildProcess Start(ProcessStartInfo start, IReadOnlyList<string> command, Guardian guardian, PrivateFolder? folder)
    {
        start.UseShellExecute = false;
        var child = new ChildProcess(start, guardian, folder);
        var isStarted = false;
        try
        {
            guardian.Prepare(start, command, folder);
            folder?.Create();
            isStarted = child._process.Start();
            guardian.Watch(child._process);
            child.Id = child._process.Id;
            return child;
        }
        catch
        {
            if (isStarted)
            {
                child.Kill();
            }

            child._process.Dispose();
            folder?.Dispose();

            // There is nothing left to end, so nobody has to wait for it.
            _ = guardian.DisposeAsync().AsTask();
            throw;
        }
    }

    private async Task<int> WatchAsync(params Task[] outputs)
    {
        var exitCode = await _ended.Task.ConfigureAwait(false);
        await _guardian.DisposeAsync().ConfigureAwait(false);
        _folder?.Dispose();
        await EndsWithinAsync(Task.WhenAll(outputs), s_drainTimeout).ConfigureAwait(false);
        if (outputs.Length > 0)
        {
            // The process itself does not close what others read from.
            _process.StandardOutput.Dispose();
            _process.StandardError.Dispose();
        }

        _process.Dispose();
        return exitCode;
    }

    private void Kill()
    {
        try
        {
            if (!_ended.Task.IsCompleted)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself meanwhile, or is about to; who ends it waits for its end anyway.
        }
    }

    /// <summary>Waits for the end of a task, whatever its outcome, for a limited time.</summary>
    private static async Task EndsWithinAsync(Task task, TimeSpan patience)
    {
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(task, TimeProvider.System.WaitAsync(patience, enough.Token)).ConfigureAwait(false);
        await enough.StopAsync().ConfigureAwait(false);
    }
}
