namespace OpenCode.Fleet;

/// <summary>Represents what the store knows about a job. A job without a record is queued.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.JobRecord")]
internal sealed record JobRecord
{
    [Id(0)]
    public FleetJobState State { get; init; }

    /// <summary>The machine that runs the job or that the job waits for; null if it is queued.</summary>
    [Id(1)]
    public MachineId? Machine { get; init; }

    /// <summary>The session whose server might have accepted the prompt; null if the job is queued.</summary>
    [Id(2)]
    public FleetJobSession? Session { get; init; }

    /// <summary>The number of sessions in which the prompt might have been accepted.</summary>
    [Id(3)]
    public int Attempts { get; init; }

    /// <summary>The number of times that a machine failed before it sent the prompt.</summary>
    [Id(4)]
    public int FailedStarts { get; init; }

    [Id(5)]
    public bool IsCanceled { get; init; }

    /// <summary>The requests that wait for a reply.</summary>
    [Id(6)]
    public IReadOnlyList<FleetAsk> Asks { get; init; } = [];

    /// <summary>The replies that the machine might not have received.</summary>
    [Id(7)]
    public IReadOnlyDictionary<string, FleetReply> Replies { get; init; } = new Dictionary<string, FleetReply>(StringComparer.Ordinal);

    /// <summary>The usage of earlier attempts.</summary>
    [Id(8)]
    public FleetUsage Usage { get; init; } = new();

    [Id(9)]
    public FleetJobResult? Result { get; init; }
}
