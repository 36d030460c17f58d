namespace OpenCode.Fleet;

/// <summary>Represents the batches of a fleet.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.IndexRecord")]
internal sealed record IndexRecord
{
    /// <summary>The batches that have not ended, in the order of their submission.</summary>
    [Id(0)]
    public IReadOnlyList<string> Open { get; init; } = [];

    /// <summary>The batches that have ended, the newest last.</summary>
    [Id(1)]
    public IReadOnlyList<string> Ended { get; init; } = [];
}
