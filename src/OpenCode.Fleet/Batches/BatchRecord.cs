namespace OpenCode.Fleet;

/// <summary>Represents what never is lost about a batch.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.BatchRecord")]
internal sealed record BatchRecord
{
    [Id(0)]
    public string? Name { get; init; }

    [Id(1)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(2)]
    public int Count { get; init; }

    [Id(3)]
    public int Submitted { get; init; }

    [Id(4)]
    public bool IsCanceled { get; init; }

    [Id(5)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether the batch was deleted. <see cref="Submitted"/> is the number of jobs that remain.</summary>
    [Id(6)]
    public bool IsDeleted { get; init; }
}
