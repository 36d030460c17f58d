namespace OpenCode.Fleet;

/// <summary>Represents a machine that runs jobs. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetMachine")]
public sealed record FleetMachine
{
    /// <summary>Gets the name of the machine.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Gets the labels of the machine.</summary>
    [Id(1)]
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Gets the maximum number of jobs that the machine runs at the same time.</summary>
    [Id(2)]
    public int MaxJobs { get; init; }

    /// <summary>Gets the jobs that the machine runs.</summary>
    [Id(3)]
    public IReadOnlyList<FleetJobId> Jobs { get; init; } = [];

    /// <summary>Gets when the machine reported last.</summary>
    [Id(4)]
    public DateTimeOffset ReportedAt { get; init; }

    /// <summary>Gets whether the machine is lost: it didn't report in time.</summary>
    [Id(5)]
    public bool IsLost { get; init; }

    /// <summary>
    /// Gets the models that the machine can use, with the maximum number of jobs at the same time; empty for all models.
    /// <c>provider/*</c> stands for all models of a provider that have no entry of their own.
    /// </summary>
    [Id(6)]
    public IReadOnlyDictionary<string, int> Models { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);
}
