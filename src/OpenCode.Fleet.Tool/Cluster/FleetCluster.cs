using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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

    /// <summary>Adds a silo of the fleet.</summary>
    public static ISiloBuilder UseFleet(this ISiloBuilder silo, ConfigurationOptions store) => silo
        .Configure<ClusterOptions>(SetNames)
        .UseRedisClustering(options => options.ConfigurationOptions = store)
        .AddRedisGrainStorage(FleetStorage.Name, options => options.Configure<Serializer>((storage, serializer) =>
        {
            storage.ConfigurationOptions = store;
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));

    /// <summary>Adds a client of the fleet.</summary>
    public static IClientBuilder UseFleet(this IClientBuilder client, ConfigurationOptions store) => client
        .Configure<ClusterOptions>(SetNames)
        .UseRedisClustering(options => options.ConfigurationOptions = store);

    /// <summary>Creates an application that reads no settings files, and writes warnings to standard error.</summary>
    public static HostApplicationBuilder CreateApplication(LogLevel level)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.SetMinimumLevel(level).AddSimpleConsole(options => options.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        return builder;
    }

    private static void SetNames(ClusterOptions options)
    {
        options.ClusterId = Name;
        options.ServiceId = Name;
    }
}
