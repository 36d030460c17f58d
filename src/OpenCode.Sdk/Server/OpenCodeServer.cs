using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCode.Calls;
using OpenCode.Diagnostics;

namespace OpenCode;

/// <summary>Represents an opencode server that runs as a child process.</summary>
/// <remarks>
/// <para>
/// Lifetime: the server and all processes that it started end with <see cref="DisposeAsync"/> or <see cref="StopAsync"/>. They
/// also end with this process, even if this process crashes or is killed. <c>docs/process.md</c> describes how.
/// </para>
/// <para>Threading: all members are thread-safe.</para>
/// <para>
/// Restarts: a server that crashes is restarted if <see cref="OpenCodeServerOptions.Restart"/> allows it. The port and the
/// password stay the same, so that clients and their streams reconnect automatically.
/// </para>
/// <para>Cancellation: canceling <see cref="StartAsync"/> ends the process.</para>
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

    /// <summary>Gets the address of the server. A restart does not change it.</summary>
    public Uri Url => ServerAddress.Url(_launch.Options);

    /// <summary>Gets the process ID. A restart changes it.</summary>
    public int ProcessId => _run.ProcessId;

    /// <summary>Gets the version, for example <c>1.18.33</c>; null if the server does not report it, as before 1.1.</summary>
    public string? Version => _run.Version;

    /// <summary>Gets the number of restarts.</summary>
    public int RestartCount => Volatile.Read(ref _restarts);

    /// <summary>
    /// Gets the last lines of the standard output: at most 100 lines and 16,384 characters, without control characters and
    /// passwords.
    /// </summary>
    public string StandardOutput => _run.StandardOutput;

    /// <summary>Gets the last lines of the standard error, with the same limits.</summary>
    public string StandardError => _run.StandardError;

    /// <summary>
    /// Gets a task that completes when the server and all processes that it started have ended and the server is not restarted.
    /// The task never fails.
    /// </summary>
    public Task<OpenCodeServerExit> Exited { get; }

    /// <summary>
    /// Gets the address, the user name, and the password of the server, for clients that use your own <see cref="HttpClient"/>.
    /// </summary>
    public OpenCodeClientOptions ClientOptions => ServerAddress.Apply(_launch.Options, new OpenCodeClientOptions());

    /// <summary>Starts a server and returns when it responds and its configuration is valid.</summary>
    /// <param name="options">The options; null for the defaults, which match the JavaScript SDK.</param>
    /// <param name="cancellationToken">Cancels the start and ends the process.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="DirectoryNotFoundException">The working directory does not exist.</exception>
    /// <exception cref="OpenCodeServerException">
    /// The server could not be started, and its process has ended. <see cref="OpenCodeServerException.Failure"/> contains the
    /// kind of failure. The message describes it and contains the last lines of the server's output.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was canceled, and the process has ended.
    /// </exception>
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

    /// <summary>Connects to the server that already runs at the address of the options, or starts a server there.</summary>
    /// <remarks>
    /// A running server is used only if it requires a password, accepts <see cref="OpenCodeServerOptions.Password"/>, is healthy,
    /// and has version 1.x. On Linux, it must also belong to the current user or to root. If
    /// <see cref="OpenCodeServerOptions.Password"/> is an empty string, a server without a password is used. If any other process
    /// listens at the address, the call fails, or starts a server on another port if
    /// <see cref="OpenCodeServerOptions.PortFallback"/> is true. All other options apply only to a server that is started.
    /// <para>At an address of another machine, no server is started: the call fails if none responds.</para>
    /// <para>The process that starts the server also stops it, which ends the connections of all other processes.</para>
    /// </remarks>
    /// <param name="options">
    /// The address, the password, and the options for starting the server. The port must not be 0, and the password must not be
    /// null.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation, and ends a process that was started.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="DirectoryNotFoundException">The working directory does not exist.</exception>
    /// <exception cref="OpenCodeServerException">
    /// Another process listens at the address, the server can't be started, or no server responds at the address of another machine.
    /// </exception>
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
            throw new ArgumentException("Port is 0. Other processes can't find a server on an arbitrary port. Set a port.", nameof(options));
        }

        if (options.Password is null)
        {
            throw new ArgumentException("Password is null. Other processes can't use a server with a random password. Set a password, or an empty string for a server without a password.", nameof(options));
        }

        return await ServerFinder.ConnectOrStartAsync(options.Copy(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates a client for this server. You must dispose it.</summary>
    /// <param name="options">Additional options. The server determines the address, the user name, and the password.</param>
    public OpenCodeClient CreateClient(OpenCodeClientOptions? options = null) =>
        new(ServerAddress.Apply(_launch.Options, options ?? new OpenCodeClientOptions()));

    /// <summary>Checks the health of the server with one request and a timeout of 5 seconds.</summary>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The result. A server that has ended, hangs, or fails is not healthy.</returns>
    /// <exception cref="ObjectDisposedException">The server has been disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
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
    /// Stops the process and all processes that it started, and returns when they have ended. The process is requested to end,
    /// and killed after <see cref="OpenCodeServerOptions.StopTimeout"/>. You can call this method at any time and more than once.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait. The server is stopped anyway.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _stopping.StopAsync().ConfigureAwait(false);
        await Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the server in the same way as <see cref="StopAsync"/>.</summary>
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
            // The server was stopped while it was not running, and is not restarted.
            return null;
        }
        catch (Exception e)
        {
            // The next attempt may succeed, whatever the failure is.
            _launch.Logger.ServerRestartFailed(e.Message);
            return null;
        }
    }
}
