using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenCode.Fleet;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Persistence;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace OpenCode.Samples;

/// <summary>A machine of the fleet: an Orleans silo that runs up to four jobs at the same time.</summary>
internal static class Machine
{
    /// <summary>Runs a machine until its standard input ends, which also happens when the program that started it is killed.</summary>
    public static async Task RunAsync(string name, string store, string folder)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(Client.SetNames)
            // If all machines were killed, the first one that starts again does not wait longer than this for the others.
            .Configure<ClusterMembershipOptions>(options => options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5))
            .UseRedisClustering(store)
            .AddRedisGrainStorage(FleetStorage.Name, options => options.Configure<Serializer>((storage, serializer) =>
            {
                storage.ConfigurationOptions = ConfigurationOptions.Parse(store);
                storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            }))
            .ConfigureEndpoints(IPAddress.Loopback, FreePort(), FreePort()));
        builder.Services.AddOpenCodeFleet(machine =>
        {
            machine.Name = name;
            machine.WorkDirectory = Path.Combine(folder, name, "work");
            machine.Pool.Server.DataDirectory = Path.Combine(folder, name, "server");
        });
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine($"Ready: machine {name}");
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
