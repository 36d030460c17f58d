using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Persistence;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace OpenCode.Fleet.Tool.Cluster;

/// <summary>Configures silos and clients of a fleet, so that all of them find each other in the same store.</summary>
internal static class FleetCluster
{
    /// <summary>Identifies the cluster and the data of the fleet in the store. A store has one fleet.</summary>
    public const string Name = "opencode-fleet";

    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Adds a silo of the fleet.</summary>
    public static ISiloBuilder UseFleet(this ISiloBuilder silo, ConfigurationOptions store) => silo
        .Configure<ClusterOptions>(SetNames)
        // If all machines were lost, the first one that returns does not wait longer than this for the others.
        .Configure<ClusterMembershipOptions>(options => options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5))
        .UseRedisClustering(options => options.ConfigurationOptions = store)
        .AddRedisGrainStorage(FleetStorage.Name, options => options.Configure<Serializer>((storage, serializer) =>
        {
            storage.ConfigurationOptions = store;
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));

    /// <summary>Adds a client of the fleet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="store">The store of the fleet.</param>
    /// <param name="waits">Whether the first connection waits for a machine if none responds, instead of failing.</param>
    public static IClientBuilder UseFleet(this IClientBuilder client, ConfigurationOptions store, bool waits) => client
        .Configure<ClusterOptions>(SetNames)
        .UseConnectionRetryFilter(async (_, cancellationToken) =>
        {
            if (waits)
            {
                await Task.Delay(s_retryDelay, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }

            return waits;
        })
        .UseRedisClustering(options => options.ConfigurationOptions = store);

    private static void SetNames(ClusterOptions options)
    {
        options.ClusterId = Name;
        options.ServiceId = Name;
    }
}
