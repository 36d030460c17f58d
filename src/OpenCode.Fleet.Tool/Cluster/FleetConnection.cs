using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Runtime;
using StackExchange.Redis;

namespace OpenCode.Fleet.Tool.Cluster;

/// <summary>The connection of a client to a fleet.</summary>
internal sealed class FleetConnection : IAsyncDisposable
{
    private readonly IHost _host;

    private FleetConnection(IHost host) => _host = host;

    public FleetClient Client => _host.Services.GetRequiredService<FleetClient>();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <param name="store">The store of the fleet.</param>
    /// <param name="waits">Whether to wait for a machine if none responds.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="FleetToolException">The store or the machines don't respond.</exception>
    public static async Task<FleetConnection> OpenAsync(ConfigurationOptions store, bool waits, CancellationToken cancellationToken)
    {
        await StoreAddress.CheckAsync(store).ConfigureAwait(false);
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleansClient(client => client.UseFleet(store, waits));
        builder.Services.AddOpenCodeFleetClient();
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            return new FleetConnection(host);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            host.Dispose();
            throw new FleetToolException($"No machine of the fleet responds at {StoreAddress.Describe(store)}. Start one with '{FleetApp.Name} up'.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        _host.Dispose();
    }
}
