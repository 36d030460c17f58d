using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenCode.Fleet.Tool.Cluster;
using Orleans.Hosting;

namespace OpenCode.Fleet.Benchmarks;

/// <summary>Silos in this process, with an embedded store that writes to a folder, as in <c>opencode-fleet up</c>.</summary>
internal sealed class BenchmarkFleet : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencode-fleet-bench-");
    private readonly List<IHost> _hosts = [];
    private EmbeddedStore? _store;

    private BenchmarkFleet()
    {
    }

    public FleetClient Client => _hosts[0].Services.GetRequiredService<FleetClient>();

    public IGrainFactory Grains => _hosts[0].Services.GetRequiredService<IGrainFactory>();

    /// <param name="silos">The number of silos.</param>
    /// <param name="jobs">The number of jobs that each silo runs at the same time; 0 for silos that only store jobs.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<BenchmarkFleet> StartAsync(int silos, int jobs, CancellationToken cancellationToken)
    {
        var fleet = new BenchmarkFleet();
        fleet._store = EmbeddedStore.Start(fleet._folder.FullName, IPAddress.Loopback, 0);
        for (var i = 0; i < silos; i++)
        {
            var builder = Host.CreateEmptyApplicationBuilder(settings: null);
            builder.UseOrleans(silo => silo
                .UseFleet(StoreAddress.Parse(fleet._store.Address))
                .ConfigureEndpoints(IPAddress.Loopback, FreePort.Find(IPAddress.Loopback), FreePort.Find(IPAddress.Loopback)));
            builder.Services.AddSingleton<IJobRunner, InstantRunner>();
            builder.Services.AddOpenCodeFleet(machine =>
            {
                machine.Name = string.Create(CultureInfo.InvariantCulture, $"bench{i}");
                machine.MaxJobs = jobs;
            });
            var host = builder.Build();
            fleet._hosts.Add(host);
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        return fleet;
    }

    public static FleetBatch Batch(string id, int jobs) => new()
    {
        Id = id,
        Jobs = [.. Enumerable.Range(0, jobs).Select(i => new FleetJob { Prompt = string.Create(CultureInfo.InvariantCulture, $"Update repository {i}, run its tests, and commit"), Workspace = FleetWorkspace.ForDirectory("/") })],
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            host.Dispose();
        }

        _store?.Dispose();
        _folder.Delete(recursive: true);
    }
}
