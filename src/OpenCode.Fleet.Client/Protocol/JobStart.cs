namespace OpenCode.Fleet;

/// <summary>Represents the decision of a job about a machine that wants to run it.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.JobStart")]
internal sealed record JobStart
{
    /// <summary>Where the job is, which explains why the machine can't run it.</summary>
    [Id(0)]
    public JobPosition Position { get; init; }

    /// <summary>The job; null if the machine can't run it.</summary>
    [Id(1)]
    public FleetJob? Job { get; init; }

    /// <summary>The session to resume; null for a new session.</summary>
    [Id(2)]
    public FleetJobSession? Session { get; init; }

    /// <summary>The trace of the submission; null if there is none.</summary>
    [Id(3)]
    public string? TraceParent { get; init; }
}
