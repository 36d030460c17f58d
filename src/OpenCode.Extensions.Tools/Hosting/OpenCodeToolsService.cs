using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;

namespace OpenCode.Hosting;

/// <summary>Provides tools to the agent while the host runs.</summary>
internal sealed class OpenCodeToolsService(
    IServiceProvider services, string name, Func<IServiceProvider, IEnumerable<AIFunction>> functions, OpenCodeToolsOptions options, Func<IServiceProvider, OpenCodeClient> client) : IHostedService, IAsyncDisposable
{
    private OpenCodeTools? _tools;

    /// <exception cref="InvalidOperationException">The host isn't running.</exception>
    public OpenCodeTools Tools => _tools ?? throw new InvalidOperationException($"The tools '{name}' are not available, because the host is not running. Start the host first.");

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _tools = await client(services).AddToolsAsync(name, functions(services), options, cancellationToken).ConfigureAwait(false);

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <summary>Removes the tools in hosts that are disposed without being stopped.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _tools, null)?.DisposeAsync() ?? default;
}
