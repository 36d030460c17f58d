using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpenCode.Hosting;

/// <summary>Runs a server for as long as the host runs. Its address is decided before it starts, so that clients can be made at any time.</summary>
internal sealed partial class OpenCodeServerService(OpenCodeServerOptions options, ILogger<OpenCodeServerService> logger) : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly OpenCodeServerOptions _options = ServerAddress.Decide(options);
    private OpenCodeServer? _server;

    /// <summary>What a client of the server needs.</summary>
    public OpenCodeClientOptions ClientOptions => ServerAddress.Apply(_options, new OpenCodeClientOptions());

    /// <summary>Before any service is started that may want to use the server.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _server = await OpenCodeServer.StartAsync(_options, cancellationToken).ConfigureAwait(false);
        Started(_server.Version, _server.Url, _server.ProcessId);
        _ = ReportExitAsync(_server);
    }

    /// <summary>For hosts that know no more than starting and stopping.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _server is null ? StartingAsync(cancellationToken) : Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After every service has stopped that may still use the server.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.StopAsync(cancellationToken).ConfigureAwait(false);
            await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>For hosts that are disposed without having been stopped.</summary>
    public async ValueTask DisposeAsync() => await StoppedAsync(CancellationToken.None).ConfigureAwait(false);

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => StoppedAsync(CancellationToken.None).GetAwaiter().GetResult();

    private async Task ReportExitAsync(OpenCodeServer server)
    {
        var exitCode = await server.Exited.ConfigureAwait(false);
        if (ReferenceEquals(_server, server))
        {
            EndedByItself(server.ProcessId, exitCode);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "opencode server {Version} listens on {Url} (process {ProcessId})")]
    private partial void Started(string version, Uri url, int processId);

    [LoggerMessage(2, LogLevel.Error, "opencode server (process {ProcessId}) ended by itself with exit code {ExitCode}")]
    private partial void EndedByItself(int processId, int exitCode);
}
