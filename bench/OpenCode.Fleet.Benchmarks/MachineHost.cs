using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenCode.Fleet.Tool.Cluster;
using Orleans.Hosting;

namespace OpenCode.Fleet.Benchmarks;

/// <summary>Creates the host of a machine, as <c>opencode-fleet up</c> does.</summary>
internal static class MachineHost
{
    /// <summary>Creates a machine whose jobs end at once.</summary>
    public static IHost Create(string store, string name, int jobs) => Create(
        store,
        machine =>
        {
            machine.Name = name;
            machine.MaxJobs = jobs;
        },
        static services => services.AddSingleton<IJobRunner, InstantRunner>());

    /// <summary>Creates a machine whose jobs run on a server.</summary>
    public static IHost Create(string store, Action<FleetMachineOptions> configure) => Create(store, configure, static _ => { });

    /// <summary>Runs a machine whose jobs end at once until its standard input ends.</summary>
    public static async Task RunAsync(string store, string name, int jobs, TextReader input, TextWriter output)
    {
        using var host = Create(store, name, jobs);
        await host.StartAsync().ConfigureAwait(false);
        await output.WriteLineAsync(MachineProcess.Ready).ConfigureAwait(false);
        await input.ReadToEndAsync().ConfigureAwait(false);
        await host.StopAsync().ConfigureAwait(false);
    }

    private static IHost Create(string store, Action<FleetMachineOptions> configure, Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleans(silo => silo
            .UseFleet(StoreAddress.Parse(store))
            .ConfigureEndpoints(IPAddress.Loopback, FreePort.Find(IPAddress.Loopback), FreePort.Find(IPAddress.Loopback)));
        add(builder.Services);
        builder.Services.AddOpenCodeFleet(configure);
        return builder.Build();
    }
}
