using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace OpenCode.Aspire.Lifecycle;

/// <summary>
/// Represents the servers of an application. They stop after all other services and resources that may use them.
/// </summary>
internal sealed class ServerRunners(IServiceProvider services) : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<OpenCodeResource, Lazy<ServerRunner>> _runners = new();

    public ServerRunner Of(OpenCodeResource resource) => _runners.GetOrAdd(resource, key => new Lazy<ServerRunner>(() => new ServerRunner(key, services))).Value;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync().ConfigureAwait(false);

    /// <summary>Stops the servers of applications that are disposed without being stopped.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_runners.Values.Select(runner => runner.Value.DisposeAsync().AsTask())).ConfigureAwait(false);

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
