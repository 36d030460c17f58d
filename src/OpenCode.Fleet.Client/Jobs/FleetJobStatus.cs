namespace OpenCode.Fleet;

/// <summary>Represents what the store knows about a job. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetJobStatus")]
public sealed record FleetJobStatus
{
    /// <summary>Gets the identifier of the job.</summary>
    [Id(0)]
    public required FleetJobId Id { get; init; }

    /// <summary>Gets the job.</summary>
    [Id(1)]
    public required FleetJob Job { get; init; }

    /// <summary>Gets the state.</summary>
    [Id(2)]
    public required FleetJobState State { get; init; }

    /// <summary>Gets the number of sessions in which the job ran.</summary>
    [Id(3)]
    public int Attempts { get; init; }

    /// <summary>Gets the session; null if no server might have accepted the prompt.</summary>
    [Id(4)]
    public FleetJobSession? Session { get; init; }

    /// <summary>Gets the requests that wait for a reply.</summary>
    [Id(5)]
    public IReadOnlyList<FleetAsk> Asks { get; init; } = [];

    /// <summary>Gets the result; null if the job has not ended.</summary>
    [Id(6)]
    public FleetJobResult? Result { get; init; }
}
