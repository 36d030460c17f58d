namespace OpenCode.Fleet;

/// <summary>Represents the running jobs and the cost of a provider, on all machines together. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetProvider")]
public sealed record FleetProvider
{
    /// <summary>Gets the identifier of the provider.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Gets the number of running jobs that name a model of the provider.</summary>
    [Id(1)]
    public int Running { get; init; }

    /// <summary>Gets the number of jobs that currently can run at the same time; null if there is no limit.</summary>
    [Id(2)]
    public int? MaxJobs { get; init; }

    /// <summary>Gets whether <see cref="MaxJobs"/> is reduced for a time, because the provider limits requests.</summary>
    [Id(3)]
    public bool IsReduced { get; init; }

    /// <summary>Gets when the next job can start; null if it can start now.</summary>
    [Id(4)]
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Gets what jobs that left their machine today (UTC) cost, in US dollars.</summary>
    [Id(5)]
    public decimal CostToday { get; init; }

    /// <summary>Gets the cost per day from which no more jobs start, in US dollars; null if there is no limit.</summary>
    [Id(6)]
    public decimal? MaxCostPerDay { get; init; }
}
