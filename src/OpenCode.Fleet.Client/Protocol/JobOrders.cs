namespace OpenCode.Fleet;

/// <summary>Represents what a job wants from the machine that runs it.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.JobOrders")]
internal sealed record JobOrders
{
    /// <summary>Whether the machine still runs the job. If not, it must stop the agent and forget the job.</summary>
    [Id(0)]
    public bool IsMine { get; init; }

    [Id(1)]
    public bool IsCanceled { get; init; }

    /// <summary>Whether a client watches the job, so that the machine sends updates.</summary>
    [Id(2)]
    public bool IsWatched { get; init; }

    /// <summary>The replies to requests by their identifiers.</summary>
    [Id(3)]
    public IReadOnlyDictionary<string, FleetReply> Replies { get; init; } = new Dictionary<string, FleetReply>();
}
