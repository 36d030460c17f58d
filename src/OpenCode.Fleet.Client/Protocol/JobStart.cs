namespace OpenCode.Fleet;

/// <summary>Represents the decision of a job about a machine that wants to run it.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.JobStart")]
internal sealed record JobStart
{
    /// <summary>Whether the machine can run the job. Otherwise, <see cref="State"/> and <see cref="Machine"/> explain why not.</summary>
    [Id(0)]
    public bool IsGranted { get; init; }

    [Id(1)]
    public FleetJobState State { get; init; }

    /// <summary>The machine that runs the job, or that the job waits for.</summary>
    [Id(2)]
    public MachineId? Machine { get; init; }

    [Id(3)]
    public FleetJob? Job { get; init; }

    /// <summary>The session to resume; null for a new session.</summary>
    [Id(4)]
    public FleetJobSession? Session { get; init; }

    /// <summary>The trace of the submission; null if there is none.</summary>
    [Id(5)]
    public string? TraceParent { get; init; }
}
