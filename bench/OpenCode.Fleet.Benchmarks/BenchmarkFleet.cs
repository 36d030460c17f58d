using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenCode.Fleet.Tool.Cluster;
using Orleans.Hosting;

namespace OpenCode.Fleet.Benchmarks;

/// <summary>A fleet with an embedded store in this process that writes to a folder, as in <c>opencode-fleet up</c>.</summary>
internal sealed class BenchmarkFleet : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencode-fleet-bench-");
    private readonly List<MachineProcess> _processes = [];
    private readonly EmbeddedStore _store;
    private IHost _host = null!;

    private BenchmarkFleet() => _store = EmbeddedStore.Start(_folder.FullName, IPAddress.Loopback, 0);

    public FleetClient Client => _host.Services.GetRequiredService<FleetClient>();

    /// <summary>The processor time of this process and of all machines.</summary>
    public TimeSpan ProcessorTime => _processes.Aggregate(Environment.CpuUsage.TotalTime, static (sum, process) => sum + process.ProcessorTime);

    /// <summary>Starts machines in processes of their own, and a client in this process.</summary>
    /// <param name="machines">The number of machines.</param>
    /// <param name="jobs">The number of jobs that each machine runs at the same time.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<BenchmarkFleet> StartProcessesAsync(int machines, int jobs, CancellationToken cancellationToken)
    {
        var fleet = new BenchmarkFleet();
        fleet._processes.AddRange(await Task.WhenAll(Enumerable.Range(0, machines).Select(i =>
            MachineProcess.StartAsync(fleet._store.Address, string.Create(CultureInfo.InvariantCulture, $"bench{i}"), jobs, cancellationToken))).ConfigureAwait(false));
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleansClient(client => client.UseFleet(StoreAddress.Parse(fleet._store.Address), waits: false));
        builder.Services.AddOpenCodeFleetClient();
        fleet._host = builder.Build();
        await fleet._host.StartAsync(cancellationToken).ConfigureAwait(false);
        return fleet;
    }

    /// <summary>Starts one machine in this process.</summary>
    /// <param name="create">Creates the machine with the address of the store.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<BenchmarkFleet> StartAsync(Func<string, IHost> create, CancellationToken cancellationToken)
    {
        var fleet = new BenchmarkFleet();
        fleet._host = create(fleet._store.Address);
        await fleet._host.StartAsync(cancellationToken).ConfigureAwait(false);
        return fleet;
    }

    public static FleetBatch Batch(string id, int jobs, string directory = "/") => new()
    {
        Id = id,
        Jobs = [.. Enumerable.Range(0, jobs).Select(i => new FleetJob { Prompt = string.Create(CultureInfo.InvariantCulture, $"Update repository {i}, run its tests, and commit"), Workspace = FleetWorkspace.ForDirectory(directory) })],
    };

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        _host.Dispose();
        await Task.WhenAll(_processes.Select(process => process.DisposeAsync().AsTask())).ConfigureAwait(false);
        _store.Dispose();
        _folder.Delete(recursive: true);
    }
}
