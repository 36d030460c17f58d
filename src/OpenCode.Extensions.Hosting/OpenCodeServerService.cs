using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpenCode.Hosting;

/// <summary>Runs a server for as long as the host runs. Its address is decided before it starts, so that clients can be made at any time.</summary>
internal sealed class OpenCodeServerService(OpenCodeServerOptions options, ILoggerFactory loggerFactory) : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly OpenCodeServerOptions _options = ServerAddress.Decide(options) with
    {
        LoggerFactory = options.LoggerFactory ?? loggerFactory,

        // The clients that were made know this port and no other.
        PortFallback = false,
    };

    private OpenCodeServer? _server;

    /// <summary>What a client of the server needs.</summary>
    public OpenCodeClientOptions ClientOptions => ServerAddress.Apply(_options, new OpenCodeClientOptions());

    /// <summary>Before any service is started that may want to use the server.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken) => _server = await OpenCodeServer.StartAsync(_options, cancellationToken).ConfigureAwait(false);

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
}
