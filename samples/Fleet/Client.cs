using Microsoft.Extensions.Hosting;
using OpenCode.Fleet;
using Orleans.Configuration;
using Orleans.Hosting;

namespace OpenCode.Samples;

/// <summary>A client of the fleet.</summary>
internal static class Client
{
    /// <summary>Connects to the cluster whose silos are in the store.</summary>
    public static async Task<IHost> ConnectAsync(string store)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleansClient(client => client.Configure<ClusterOptions>(SetNames).UseRedisClustering(store));
        builder.Services.AddOpenCodeFleetClient();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Uses the names of the tool opencode-fleet, so that it can be used as a client too.</summary>
    public static void SetNames(ClusterOptions options) => options.ClusterId = options.ServiceId = "opencode-fleet";
}
