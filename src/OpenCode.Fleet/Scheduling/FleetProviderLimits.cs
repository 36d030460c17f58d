namespace OpenCode.Fleet;

/// <summary>Limits the jobs that use a provider, on all machines together.</summary>
public sealed class FleetProviderLimits
{
    /// <summary>Gets or sets the maximum number of running jobs.</summary>
    /// <value>A positive number. The default is null: no limit.</value>
    public int? MaxJobs { get; set; }

    /// <summary>Gets or sets the maximum number of jobs that start within a minute.</summary>
    /// <value>A positive number. The default is null: no limit.</value>
    public int? MaxStartsPerMinute { get; set; }

    /// <summary>
    /// Gets or sets the cost per day (UTC) from which no more jobs start. Running jobs continue, so the cost can exceed it.
    /// </summary>
    /// <value>A positive amount in US dollars. The default is null: no limit.</value>
    public decimal? MaxCostPerDay { get; set; }

    internal void Validate(string provider)
    {
        Check.Positive(MaxJobs, $"{provider}.{nameof(MaxJobs)}");
        Check.Positive(MaxStartsPerMinute, $"{provider}.{nameof(MaxStartsPerMinute)}");
        Check.Positive(MaxCostPerDay, $"{provider}.{nameof(MaxCostPerDay)}");
    }
}
