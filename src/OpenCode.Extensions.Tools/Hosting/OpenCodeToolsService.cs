using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;

namespace OpenCode.Hosting;

/// <summary>Tools that the agent has while the host runs.</summary>
internal sealed class OpenCodeToolsService(
    IServiceProvider services, string name, Func<IServiceProvider, IEnumerable<AIFunction>> functions, OpenCodeToolsOptions options, Func<IServiceProvider, OpenCodeClient> client) : IHostedService, IAsyncDisposable
{
    private OpenCodeTools? _tools;

    /// <exception cref="InvalidOperationException">The host does not run.</exception>
    public OpenCodeTools Tools => _tools ?? throw new InvalidOperationException($"The host does not run, so there are no tools '{name}'.");

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _tools = await client(services).AddToolsAsync(name, functions(services), options, cancellationToken).ConfigureAwait(false);

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <summary>For hosts that are disposed without being stopped.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _tools, null)?.DisposeAsync() ?? default;
}
