namespace OpenCode.Fleet;

/// <summary>Represents what a machine reports to the scheduler.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.MachineReport")]
internal sealed record MachineReport
{
    [Id(0)]
    public required MachineId Machine { get; init; }

    [Id(1)]
    public required IReadOnlyList<string> Labels { get; init; }

    [Id(2)]
    public required int MaxJobs { get; init; }

    /// <summary>All jobs that the machine has. The scheduler gives jobs that it does not mention to other machines.</summary>
    [Id(3)]
    public required IReadOnlyList<FleetJobId> Jobs { get; init; }

    /// <summary>The requests of agents that wait for a reply.</summary>
    [Id(4)]
    public required IReadOnlyList<FleetAsk> Asks { get; init; }

    /// <summary>The maximum number of jobs for each model that the machine can use; empty for all models.</summary>
    [Id(5)]
    public IReadOnlyDictionary<string, int> Models { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);
}

/// <summary>Represents a job that a machine no longer has.</summary>
/// <param name="Id">The job.</param>
/// <param name="Position">Where the job is now.</param>
/// <param name="Model">The model of the job; null if the job does not name one.</param>
/// <param name="Cost">What the job cost, in US dollars.</param>
/// <param name="HasFailedToStart">Whether the machine could not send the prompt.</param>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.LeftJob")]
internal readonly record struct LeftJob([property: Id(0)] FleetJobId Id, [property: Id(1)] JobPosition Position, [property: Id(2)] string? Model = null, [property: Id(3)] decimal Cost = 0, [property: Id(4)] bool HasFailedToStart = false);
