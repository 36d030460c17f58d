namespace OpenCode.Fleet;

/// <summary>Limits the turn of a job, including its sub-agents. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetLimits")]
public sealed record FleetLimits
{
    /// <summary>Gets limits that are all null.</summary>
    public static FleetLimits None { get; } = new();

    /// <summary>Gets the maximum duration of the turn.</summary>
    /// <value>A positive time of at most 24 days. The default is null: no limit.</value>
    [Id(0)]
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets the maximum time without progress.</summary>
    /// <value>A positive time of at most 24 days. The default is 15 minutes.</value>
    [Id(1)]
    public TimeSpan NoProgressTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets the maximum cost.</summary>
    /// <value>A positive amount in US dollars. The default is null: no limit.</value>
    [Id(2)]
    public decimal? MaxCost { get; init; }

    /// <summary>Gets the maximum number of tokens.</summary>
    /// <value>A positive number. The default is null: no limit.</value>
    [Id(3)]
    public long? MaxTokens { get; init; }

    /// <summary>Gets the maximum number of steps, which are messages of models.</summary>
    /// <value>A positive number. The default is null: no limit.</value>
    [Id(4)]
    public int? MaxSteps { get; init; }

    internal void Validate()
    {
        Check.Time(Timeout, nameof(Timeout));
        Check.Time(NoProgressTimeout, nameof(NoProgressTimeout));
        Check.Positive(MaxCost, nameof(MaxCost));
        Check.Positive(MaxTokens, nameof(MaxTokens));
        Check.Positive(MaxSteps, nameof(MaxSteps));
    }
}
