using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace OpenCode.Fleet.Tests.Cluster;

/// <summary>A fleet in this process, with machines that can be killed and replaced.</summary>
internal sealed class TestFleet : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _names;
    private readonly ConcurrentDictionary<string, FakeRunner> _runners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InProcessSiloHandle> _machines = new(StringComparer.Ordinal);
    private readonly InProcessTestCluster _cluster;

    private TestFleet(int count, SharedStore store, AgentWorld world, Action<FleetMachineOptions>? machine, Action<FleetSchedulingOptions>? scheduling, Action<ISiloBuilder>? configure)
    {
        Store = store;
        World = world;
        _names = new(Enumerable.Range(0, count).Select(i => $"m{i}"));
        var builder = new InProcessTestClusterBuilder((short)count);
        builder.ConfigureSiloHost((_, host) => host.Logging.SetMinimumLevel(LogLevel.Error));
        builder.ConfigureClientHost(host => host.Logging.SetMinimumLevel(LogLevel.Error));
        builder.ConfigureSilo((_, silo) =>
        {
            configure?.Invoke(silo);
            _names.TryDequeue(out var name);
            var runner = new FakeRunner(name!, world);
            _runners[name!] = runner;
            silo.Services.AddSingleton<IJobRunner>(runner);
            silo.Services.AddKeyedSingleton<IGrainStorage>(FleetStorage.Name, (services, _) => store.Connect(services.GetRequiredService<Serializer>()));
            silo.Services.AddOpenCodeFleet(
                options =>
                {
                    machine?.Invoke(options);
                    options.Name = name!;
                },
                scheduling);
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 1;
                options.NumVotesForDeathDeclaration = 1;
            });
        });
        _cluster = builder.Build();
    }

    public SharedStore Store { get; }

    public AgentWorld World { get; }

    public FleetClient Client => field ??= new FleetClient(_cluster.Client);

    public IGrainFactory Grains => _cluster.Client;

    public static async Task<TestFleet> StartAsync(int machines = 1, AgentWorld? world = null, SharedStore? store = null, Action<FleetMachineOptions>? machine = null, Action<FleetSchedulingOptions>? scheduling = null, Action<ISiloBuilder>? silo = null)
    {
        var fleet = new TestFleet(machines, store ?? new SharedStore(), world ?? new AgentWorld(), machine, scheduling, silo);
        await fleet._cluster.DeployAsync();
        fleet.Refresh();
        return fleet;
    }

    /// <summary>Kills a machine, as if its process ended.</summary>
    public async Task KillAsync(string name)
    {
        _runners[name].Die();
        await _cluster.KillSiloAsync(_machines[name]);
        _machines.Remove(name);
    }

    /// <summary>Stops a machine in order.</summary>
    public async Task StopAsync(string name)
    {
        await _cluster.StopSiloAsync(_machines[name]);
        _machines.Remove(name);
    }

    /// <summary>Starts a machine that was killed or stopped.</summary>
    public async Task StartAsync(string name)
    {
        _names.Enqueue(name);
        await _cluster.StartAdditionalSiloAsync();
        Refresh();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners.Values)
        {
            runner.Die();
        }

        await _cluster.DisposeAsync();
    }

    private void Refresh()
    {
        foreach (var silo in _cluster.GetActiveSilos())
        {
            _machines[((FakeRunner)silo.ServiceProvider.GetRequiredService<IJobRunner>()).Machine] = silo;
        }
    }
}
