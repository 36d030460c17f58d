namespace OpenCode.Fleet;

/// <summary>Represents the state of the fleet. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetStatus")]
public sealed record FleetStatus
{
    /// <summary>Gets the machines that reported within the last seconds, or that jobs wait for.</summary>
    [Id(0)]
    public IReadOnlyList<FleetMachine> Machines { get; init; } = [];

    /// <summary>Gets the number of jobs that wait for a machine.</summary>
    [Id(1)]
    public int Queued { get; init; }

    /// <summary>Gets the number of jobs that machines run.</summary>
    [Id(2)]
    public int Running { get; init; }

    /// <summary>Gets the number of jobs that wait until a lost machine is back.</summary>
    [Id(3)]
    public int Interrupted { get; init; }

    /// <summary>Gets the requests of agents that wait for a reply.</summary>
    [Id(4)]
    public IReadOnlyList<FleetAsk> Asks { get; init; } = [];

    /// <summary>Gets the providers that have running jobs, a cost today, or limits.</summary>
    [Id(5)]
    public IReadOnlyList<FleetProvider> Providers { get; init; } = [];

    /// <summary>
    /// Gets the number of waiting jobs that no machine can run: none that takes jobs has their labels and their model.
    /// </summary>
    [Id(6)]
    public int Unmatched { get; init; }
}
