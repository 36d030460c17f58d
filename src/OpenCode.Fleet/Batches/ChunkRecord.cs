namespace OpenCode.Fleet;

/// <summary>Represents the stored part of a batch.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.ChunkRecord")]
internal sealed record ChunkRecord
{
    [Id(0)]
    public FleetJob[] Jobs { get; init; } = [];

    [Id(1)]
    public string? TraceParent { get; init; }
}
