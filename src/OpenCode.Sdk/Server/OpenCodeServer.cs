using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCode.Calls;
using OpenCode.Diagnostics;

namespace OpenCode;

/// <summary>An opencode server as a child process. Thread-safe.</summary>
/// <remarks>
/// It ends with <see cref="DisposeAsync"/>, and with this process if that comes to its end before, in whatever way it does; so
/// does everything the server has started. What it takes for that is told in docs/process.md.
/// </remarks>
/// <example><code>
/// await using var server = await OpenCodeServer.StartAsync(new() { Port = 0, Restart = RestartPolicy.OnCrash });
/// using var client = server.CreateClient();
/// </code></example>
public sealed class OpenCodeServer : IAsyncDisposable
{
    private static readonly TimeSpan s_healthTimeout = TimeSpan.FromSeconds(5);

    private readonly ServerLaunch _launch;
    private readonly OpenCodeClient _client;
    private readonly CancellationTokenSource _stopping = new();
    private volatile ServerRun _run;
    private int _restarts;

    private OpenCodeServer(ServerLaunch launch, ServerRun run)
    {
        _launch = launch;
        _run = run;
        _client = CreateClient(new() { MaxRetries = 0, Timeout = s_healthTimeout });
        Exited = SuperviseAsync();
    }

    /// <summary>Where it listens. It stays the same when the server is restarted.</summary>
    public Uri Url => ServerAddress.Url(_launch.Options);

    /// <summary>Its process id; another one after a restart.</summary>
    public int ProcessId => _run.ProcessId;

    /// <summary>Its version, for instance <c>1.18.33</c>; null if it does not tell, which is so before 1.1.</summary>
    public string? Version => _run.Version;

    /// <summary>How often it has been restarted.</summary>
    public int RestartCount => Volatile.Read(ref _restarts);

    /// <summary>The last lines it wrote to standard output: 100 lines and 16,384 characters at most, without control characters and passwords.</summary>
    public string StandardOutput => _run.StandardOutput;

    /// <summary>The last lines it wrote to standard error, within the same limits.</summary>
    public string StandardError => _run.StandardError;

    /// <summary>
    /// Ends when the server has ended for good, with everything it had started: it was stopped, or it ended by itself and is
    /// not restarted. Never fails.
    /// </summary>
    public Task<OpenCodeServerExit> Exited { get; }

    /// <summary>What a client of this server needs: its address, user name and password. For clients on connections of your own.</summary>
    public OpenCodeClientOptions ClientOptions => ServerAddress.Apply(_launch.Options, new OpenCodeClientOptions());

    /// <summary>Starts a server and returns once it answers and its configuration is sound.</summary>
    /// <param name="options">How to start it; by default as the JavaScript SDK does.</param>
    /// <param name="cancellationToken">Gives up waiting and ends the process.</param>
    /// <exception cref="ArgumentException">The options hold something that can't work.</exception>
    /// <exception cref="DirectoryNotFoundException">The working directory does not exist.</exception>
    /// <exception cref="OpenCodeServerException">
    /// It could not be started, and nothing is left of it. <see cref="OpenCodeServerException.Failure"/> says why; the message
    /// says it in words, with the last lines the server wrote.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, and nothing is left of the server.</exception>
    public static async Task<OpenCodeServer> StartAsync(OpenCodeServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new OpenCodeServerOptions();
        options.Validate();
        options = options.Copy();
        var executable = ExecutableSearch.Here.Find(options.ExecutablePath, options.WorkingDirectory, options.SearchNodeModules);
        var logger = new SafeLogger((ILogger?)options.LoggerFactory?.CreateLogger<OpenCodeServer>() ?? NullLogger.Instance);
        var (launch, run) = await new ServerStarter(options, executable, logger).StartAsync(cancellationToken).ConfigureAwait(false);
        return new OpenCodeServer(launch, run);
    }

    /// <summary>Uses the server that already runs at the address of the options, or else starts one there.</summary>
    /// <remarks>
    /// A running server is used only if it requires a password, accepts <see cref="OpenCodeServerOptions.Password"/>, is healthy, and is of
    /// the 1.x line. On Linux, it must also belong to the current user or to root. If <see cref="OpenCodeServerOptions.Password"/> is the
    /// empty string, a server without a password is used. Anything else that listens there makes the call fail, or with
    /// <see cref="OpenCodeServerOptions.PortFallback"/> makes it start a server on another port. All other options apply only to a server
    /// that is started.
    /// <para>The process that starts the server also ends it, with the connections of all others.</para>
    /// </remarks>
    /// <param name="options">The address, the password, and how to start the server. Port 0 and a password that is null are refused.</param>
    /// <param name="cancellationToken">Cancels waiting, and ends a process that was started.</param>
    /// <exception cref="ArgumentException">The options contain something that cannot work.</exception>
    /// <exception cref="DirectoryNotFoundException">The working directory does not exist.</exception>
    /// <exception cref="OpenCodeServerException">Something else listens at the address, or the server cannot be started.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    /// <example><code>
    /// await using var connection = await OpenCodeServer.ConnectOrStartAsync(new() { Port = 4096, Password = password });
    /// using var client = connection.CreateClient();
    /// </code></example>
    public static async Task<OpenCodeServerConnection> ConnectOrStartAsync(OpenCodeServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Port == 0)
        {
            throw new ArgumentException("Port is 0. A server on any free port cannot be found again; set a port.", nameof(options));
        }

        if (options.Password is null)
        {
            throw new ArgumentException("Password is null. A server with a random password cannot be used by others; set a password, or the empty string for a server without one.", nameof(options));
        }

        return await ServerFinder.ConnectOrStartAsync(options.Copy(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a client of this server. The caller disposes it.</summary>
    /// <param name="options">More options; address, user name and password are the server's.</param>
    public OpenCodeClient CreateClient(OpenCodeClientOptions? options = null) =>
        new(ServerAddress.Apply(_launch.Options, options ?? new OpenCodeClientOptions()));

    /// <summary>Asks the server for its health, once and for at most 5 seconds.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What was found; a server that is gone, hangs or fails is not healthy.</returns>
    /// <exception cref="ObjectDisposedException">The server has been disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<OpenCodeServerHealth> CheckHealthAsync(CancellationToken cancellationToken = default)
    {
        var time = _launch.Options.TimeProvider;
        var start = time.GetTimestamp();
        try
        {
            var info = await _client.GetServerInfoAsync(cancellationToken).ConfigureAwait(false);
            return new() { IsHealthy = info.IsHealthy, Duration = time.GetElapsedTime(start) };
        }
        catch (Exception e) when (e is OpenCodeException or TimeoutException)
        {
            return new() { IsHealthy = false, Duration = time.GetElapsedTime(start), Failure = e };
        }
    }

    /// <summary>
    /// Ends the process and everything it started, and returns once all of it is gone: it is asked to end, and killed after
    /// <see cref="OpenCodeServerOptions.StopTimeout"/>. May be called at any time, and again.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting; the server is ended all the same.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _stopping.StopAsync().ConfigureAwait(false);
        await Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the server as <see cref="StopAsync"/> does.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _client.Dispose();
    }

    private async Task<OpenCodeServerExit> SuperviseAsync()
    {
        var policy = _launch.Options.Restart;
        var inRow = 0;
        while (true)
        {
            var exit = await EndOfRunAsync(_run).ConfigureAwait(false);
            if (exit.Reason != OpenCodeServerExitReason.Crashed)
            {
                return exit;
            }

            inRow = _run.Age < policy.ResetAfter ? inRow : 0;
            ServerRun? next = null;
            while (next is null && inRow < policy.MaxRestarts && !_stopping.IsCancellationRequested)
            {
                next = await TryRestartAsync(Backoff.Jittered(policy.InitialDelay, policy.MaxDelay, inRow)).ConfigureAwait(false);
                inRow++;
            }

            if (next is null)
            {
                return _stopping.IsCancellationRequested ? exit with { Reason = OpenCodeServerExitReason.Stopped } : exit;
            }

            _run = next;
            Interlocked.Increment(ref _restarts);
        }
    }

    private async Task<OpenCodeServerExit> EndOfRunAsync(ServerRun run)
    {
        try
        {
            await run.Exited.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await run.StopAsync().ConfigureAwait(false);
        }

        var exit = await run.Exited.ConfigureAwait(false);
        _launch.Logger.ServerEnded(run.ProcessId, exit);
        return exit;
    }

    private async Task<ServerRun?> TryRestartAsync(TimeSpan delay)
    {
        _launch.Logger.ServerRestarting(delay.TotalMilliseconds);
        try
        {
            await TimeProvider.System.WaitAsync(delay, _stopping.Token).ConfigureAwait(false);
            return await ServerRun.StartAsync(_launch, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is stopped while it is down, and stays so.
            return null;
        }
        catch (Exception e)
        {
            // Whatever it was, it may not be there the next time.
            _launch.Logger.ServerRestartFailed(e.Message);
            return null;
        }
    }
}
