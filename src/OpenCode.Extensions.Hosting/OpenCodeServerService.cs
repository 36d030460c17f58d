using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpenCode.Hosting;

/// <summary>Runs a server while the host runs. Its address is determined before it starts, so that clients can be created at any time.</summary>
internal sealed class OpenCodeServerService(OpenCodeServerOptions options, ILoggerFactory loggerFactory) : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly OpenCodeServerOptions _options = ServerAddress.Decide(options) with
    {
        LoggerFactory = options.LoggerFactory ?? loggerFactory,

        // Existing clients use this port.
        PortFallback = false,
    };

    private OpenCodeServer? _server;

    /// <summary>The options of a client of the server.</summary>
    public OpenCodeClientOptions ClientOptions => ServerAddress.Apply(_options, new OpenCodeClientOptions());

    /// <summary>Starts the server before other services start, because they might use it.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken) => _server = await OpenCodeServer.StartAsync(_options, cancellationToken).ConfigureAwait(false);

    /// <summary>Starts the server in hosts that only support starting and stopping.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _server is null ? StartingAsync(cancellationToken) : Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops the server after all services have stopped, because they might use it.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.StopAsync(cancellationToken).ConfigureAwait(false);
            await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stops the server in hosts that are disposed without being stopped.</summary>
    public async ValueTask DisposeAsync() => await StoppedAsync(CancellationToken.None).ConfigureAwait(false);

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => StoppedAsync(CancellationToken.None).GetAwaiter().GetResult();
}
