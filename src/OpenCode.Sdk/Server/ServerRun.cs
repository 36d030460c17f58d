using System.ComponentModel;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>Represents one process of a server, from its start to its end.</summary>
internal sealed class ServerRun
{
    private const string ListeningLine = "opencode server listening on ";

    private static readonly TimeSpan s_exitGracePeriod = TimeSpan.FromSeconds(5);

    private readonly ServerLaunch _launch;
    private readonly OutputTail _output = new();
    private readonly OutputTail _error = new();
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start;
    private readonly ChildProcess _child;
    private volatile bool _isStopping;

    private ServerRun(ServerLaunch launch)
    {
        _launch = launch;
        _start = launch.Options.TimeProvider.GetTimestamp();
        _child = Launch();
        Exited = WatchAsync();
    }

    public int ProcessId => _child.Id;

    public string? Version { get; private set; }

    public TimeSpan Age => _launch.Options.TimeProvider.GetElapsedTime(_start);

    /// <summary>
    /// Gets a task that completes when the process and all processes that it started have ended. The task never fails.
    /// </summary>
    public Task<OpenCodeServerExit> Exited { get; }

    public string StandardOutput => _output.ToString();

    public string StandardError => _error.ToString();

    /// <summary>Starts a process and returns when it can be used.</summary>
    /// <exception cref="OpenCodeServerException">The process can't be used, and has ended.</exception>
    public static async Task<ServerRun> StartAsync(ServerLaunch launch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // The listening process is not contacted: it can't be the server of this run.
        if (!ServerAddress.IsFree(launch.Options))
        {
            throw new OpenCodeServerException(OpenCodeServerFailure.PortInUse, PortInUse(launch.Options));
        }

        var run = new ServerRun(launch);
        try
        {
            await run.BecomeReadyAsync(cancellationToken).ConfigureAwait(false);
            launch.Logger.ServerStarted(run.Version ?? "1.0 or earlier", ServerAddress.Url(launch.Options), run.ProcessId);
            launch.Logger.ServerVersion(run.Version);
            return run;
        }
        catch
        {
            await run.StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the process and all processes that it started. Can be called at any time and more than once.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        await _child.EndAsync(_launch.Options.StopTimeout).ConfigureAwait(false);
        await Exited.ConfigureAwait(false);
    }

    private static string PortInUse(OpenCodeServerOptions options) =>
        FormattableString.Invariant($"Port {options.Port} of {options.Hostname} is in use. Set Port to another port or to 0 for any free port, or set PortFallback to true.");

    private ChildProcess Launch()
    {
        try
        {
            var scrubber = ClientSecrets.CreateScrubber(ServerAddress.Apply(_launch.Options, new OpenCodeClientOptions()));
            ServerEnvironment.CreateDataDirectory(_launch.Options.DataDirectory);
            var (start, folder) = ServerCommand.Prepare(_launch.Options);
            return ChildProcess.StartInBackground(
                start,
                _launch.Command,
                output => OutputLines.ReadAsync(output, Mask, (shown, line) =>
                {
                    Keep(_output, shown);
                    Listen(line);
                }),
                output => OutputLines.ReadAsync(output, Mask, (shown, _) => Keep(_error, shown)),
                folder);

            string Mask(string line, bool isCut) => scrubber.Scrub(line, isCut: isCut);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new OpenCodeServerException(OpenCodeServerFailure.NotExecutable, $"{_launch.Command[0]} can't be run: {e.Message}", innerException: e);
        }
    }

    private async Task<OpenCodeServerExit> WatchAsync()
    {
        var exitCode = await _child.Exited.ConfigureAwait(false);
        return new OpenCodeServerExit
        {
            Reason = _isStopping ? OpenCodeServerExitReason.Stopped : exitCode == 0 ? OpenCodeServerExitReason.Ended : OpenCodeServerExitReason.Crashed,
            ExitCode = exitCode,
            StandardOutput = StandardOutput,
            StandardError = StandardError,
        };
    }

    private async Task BecomeReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = _launch.Options.TimeProvider.CancelAfter(_launch.Options.Timeout);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var probe = new ReadinessProbe(_launch.Options);
        var response = probe.SendAsync(timeout.Token);
        try
        {
            await FirstAsync(_listening.Task, timeout.Token).ConfigureAwait(false);
            CheckAddress(await _listening.Task.ConfigureAwait(false));
            probe.Release();
            await FirstAsync(response, timeout.Token).ConfigureAwait(false);
            Version = await response.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var missing = _listening.Task.IsCompleted ? "It listens but does not respond." : "It did not report that it is listening.";
            throw Fail(OpenCodeServerFailure.TimedOut, FormattableString.Invariant($"The opencode server was not ready within {_launch.Options.Timeout.TotalSeconds} seconds. {missing}"), e);
        }
        catch (OpenCodeException e) when (e is not OpenCodeServerException)
        {
            if (e is OpenCodeConnectionException)
            {
                // A process that exits closes its connections before its exit code is available.
                await FirstAsync(TimeProvider.System.WaitAsync(s_exitGracePeriod, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            throw Fail(OpenCodeServerFailure.Unusable, $"The opencode server started but does not work: {e.Message}", e);
        }
        finally
        {
            await timeout.StopAsync().ConfigureAwait(false);
            await Task.WhenAny(response).ConfigureAwait(false);
            _ = response.Exception; // The caller that stopped waiting for the response has already reported why.
        }
    }

    /// <summary>Waits for a step, or for the end of the process if that comes first.</summary>
    private async Task FirstAsync(Task step, CancellationToken cancellationToken)
    {
        await Task.WhenAny(step, Exited).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!Exited.IsCompleted)
        {
            await step.ConfigureAwait(false);
            return;
        }

        var exit = await Exited.ConfigureAwait(false);

        // The server reports only "ServeError" when its port is in use. See https://github.com/anomalyco/opencode/issues/38738.
        throw exit.ExitCode == 1 && !ServerAddress.IsFree(_launch.Options)
            ? Fail(OpenCodeServerFailure.PortInUse, PortInUse(_launch.Options), exitCode: exit.ExitCode)
            : Fail(OpenCodeServerFailure.EndedEarly, $"The opencode server {exit} before it was ready.", exitCode: exit.ExitCode);
    }

    /// <summary>Verifies the reported address, because only the started process may receive the password.</summary>
    private void CheckAddress(string address)
    {
        if (!ServerAddress.IsSame(_launch.Options, address))
        {
            throw Fail(OpenCodeServerFailure.Unusable, FormattableString.Invariant($"The opencode server listens on {address} instead of port {_launch.Options.Port} of {_launch.Options.Hostname}."));
        }
    }

    private OpenCodeServerException Fail(OpenCodeServerFailure failure, string message, Exception? cause = null, int? exitCode = null) =>
        new(failure, StandardError.Length == 0 && LogFolder() is { } log ? $"{message} Its log files are in {log}." : message, StandardOutput, StandardError, exitCode, cause);

    /// <summary>Returns the folder in which a server without output may have logged the cause; null if there is none.</summary>
    private string? LogFolder() =>
        Path.Combine(ServerEnvironment.DataFolder(ServerCommand.StartInfo(_launch.Options)), "log") is var log && Directory.Exists(log) ? log : null;

    /// <summary>
    /// Finds the line that contains the address of the server. It runs after the line is stored, because a waiter may show the
    /// stored output.
    /// </summary>
    private void Listen(string line)
    {
        if (!line.StartsWith(ListeningLine, StringComparison.Ordinal))
        {
            return;
        }

        var address = line[ListeningLine.Length..].Split()[0];
        if (address.Length > 0)
        {
            _listening.TrySetResult(address);
        }
    }

    private void Keep(OutputTail tail, string line)
    {
        tail.Add(line);
        _launch.Logger.ServerWrote(line);
    }
}
