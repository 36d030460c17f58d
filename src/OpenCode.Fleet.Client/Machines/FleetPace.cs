namespace OpenCode.Fleet;

/// <summary>Represents the pace of a provider whose limit was reached. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetPace")]
public sealed record FleetPace
{
    /// <summary>Gets the identifier of the provider.</summary>
    [Id(0)]
    public required string Provider { get; init; }

    /// <summary>Gets the number of jobs that currently can run at the same time.</summary>
    [Id(1)]
    public int MaxJobs { get; init; }

    /// <summary>Gets when the next job can start; null if it can start now.</summary>
    [Id(2)]
    public DateTimeOffset? PausedUntil { get; init; }
}
