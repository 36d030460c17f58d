using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using OpenCode.Calls;

namespace OpenCode.Processes;

/// <summary>
/// Represents a guarded child process: it and all processes that it starts end no later than this process. Thread-safe.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>
    /// How long the outputs can stay open after the process has ended. Only a process that has escaped the guard keeps them open.
    /// </summary>
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

    /// <summary>
    /// Gets a task that completes with the exit code when the process has ended, all its output is read, and all processes that
    /// it started have ended.
    /// </summary>
    public Task<int> Exited { get; private set; } = Task.FromResult(0);

    /// <summary>Starts a program without a terminal, with a reader for each of its outputs.</summary>
    /// <param name="start">The working directory and the environment.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="readOutput">Reads standard output to its end.</param>
    /// <param name="readError">Reads standard error to its end.</param>
    /// <param name="folder">A folder that is removed when the process ends; null for none.</param>
    /// <exception cref="Win32Exception">The system can't start the program.</exception>
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

    /// <summary>Starts a program that uses the terminal of this process.</summary>
    /// <param name="start">The working directory and the environment.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">A folder that is removed when the process ends; null for none.</param>
    /// <exception cref="Win32Exception">The system can't start the program.</exception>
    public static ChildProcess StartOnConsole(ProcessStartInfo start, IReadOnlyList<string> command, PrivateFolder? folder = null)
    {
        var child = Start(start, command, Guardian.Create(hasConsole: true), folder);
        child.Exited = child.WatchAsync();
        return child;
    }

    /// <summary>
    /// Ends the process and all processes that it started, and returns when they have ended. It can be called at any time and
    /// more than once.
    /// </summary>
    /// <param name="patience">
    /// The maximum time for the process to end after it is requested to end. After that, it is killed.
    /// </param>
    public async Task EndAsync(TimeSpan patience)
    {
        if (!_ended.Task.IsCompleted && _guardian.TryAskToEnd())
        {
            await EndsWithinAsync(_ended.Task, patience).ConfigureAwait(false);
        }

        Kill();
        await Exited.ConfigureAwait(false);
    }

    /// <summary>Ends the process immediately.</summary>
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

            // There is no process to end, so the caller does not wait.
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
            // Process does not close the streams that the readers use.
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
            // The process has ended in the meantime, or is ending. The caller waits for its end anyway.
        }
    }

    /// <summary>Waits for the end of a task, regardless of its outcome, for a limited time.</summary>
    private static async Task EndsWithinAsync(Task task, TimeSpan patience)
    {
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(task, TimeProvider.System.WaitAsync(patience, enough.Token)).ConfigureAwait(false);
        await enough.StopAsync().ConfigureAwait(false);
    }
}
