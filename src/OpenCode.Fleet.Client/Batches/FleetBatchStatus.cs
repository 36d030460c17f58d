namespace OpenCode.Fleet;

/// <summary>Represents the progress of a batch. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetBatchStatus")]
public sealed record FleetBatchStatus
{
    /// <summary>Gets the identifier of the batch.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Gets the name; null if there is none.</summary>
    [Id(1)]
    public string? Name { get; init; }

    /// <summary>Gets when the submission started.</summary>
    [Id(2)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when the last job ended; null if jobs have not ended.</summary>
    [Id(3)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the number of jobs.</summary>
    [Id(4)]
    public int Count { get; init; }

    /// <summary>Gets the number of jobs that the fleet has stored. It is less than <see cref="Count"/> during a submission.</summary>
    [Id(5)]
    public int Submitted { get; init; }

    /// <summary>Gets whether the batch is canceled.</summary>
    [Id(6)]
    public bool IsCanceled { get; init; }

    /// <summary>Gets the number of ended jobs for each outcome that occurred.</summary>
    [Id(7)]
    public IReadOnlyDictionary<FleetOutcome, int> Outcomes { get; init; } = new Dictionary<FleetOutcome, int>();

    /// <summary>Gets the usage of all ended jobs.</summary>
    [Id(8)]
    public FleetUsage Usage { get; init; } = new();

    /// <summary>Gets the number of ended jobs.</summary>
    public int Ended => Outcomes.Values.Sum();

    /// <summary>Gets whether all jobs have ended.</summary>
    public bool IsEnded => EndedAt is not null;
}
