namespace OpenCode.Fleet;

/// <summary>Represents a step in the progress of a job. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetJobUpdate")]
public sealed record FleetJobUpdate
{
    /// <summary>Gets the kind of the update.</summary>
    [Id(0)]
    public required FleetJobUpdateKind Kind { get; init; }

    /// <summary>
    /// Gets the text: new text of the response, the name and the state of a tool, the reason of a retry, or the machine that
    /// runs the job.
    /// </summary>
    [Id(1)]
    public string Text { get; init; } = "";

    /// <summary>Gets the request, if <see cref="Kind"/> is <see cref="FleetJobUpdateKind.Asked"/>; otherwise, null.</summary>
    [Id(2)]
    public FleetAsk? Ask { get; init; }

    /// <summary>Gets the result, if <see cref="Kind"/> is <see cref="FleetJobUpdateKind.Ended"/>; otherwise, null.</summary>
    [Id(3)]
    public FleetJobResult? Result { get; init; }
}
