namespace OpenCode.Fleet;

/// <summary>Specifies how a fleet distributes jobs. All machines must have the same options.</summary>
public sealed class FleetSchedulingOptions
{
    /// <summary>Gets or sets the number of waiting jobs from which submissions wait.</summary>
    /// <value>A positive number. The default is 200,000, which takes about 50 MB.</value>
    public int MaxQueuedJobs { get; set; } = 200_000;

    /// <summary>Gets or sets the waiting time that is worth one priority.</summary>
    /// <value>A positive time. The default is 1 minute.</value>
    public TimeSpan Aging { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the time without a report after which a machine is lost.</summary>
    /// <value>A time of at least 10 seconds. The default is 30 seconds.</value>
    public TimeSpan LostAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets how long an interrupted job waits for its machine. Then it ends as <see cref="FleetOutcome.Interrupted"/>.
    /// </summary>
    /// <value>A positive time. The default is 1 hour.</value>
    public TimeSpan ReturnTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets the maximum number of running jobs of models in the form <c>provider/model</c>.</summary>
    public IDictionary<string, int> Models { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Gets the limits of providers.</summary>
    public IDictionary<string, FleetProviderLimits> Providers { get; } = new Dictionary<string, FleetProviderLimits>(StringComparer.Ordinal);

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">An option is invalid. The message contains its name and its value.</exception>
    public void Validate()
    {
        Check.Positive(MaxQueuedJobs, nameof(MaxQueuedJobs));
        Check.Time(Aging, nameof(Aging));
        Check.Time(LostAfter, nameof(LostAfter));
        Check.Time(ReturnTimeout, nameof(ReturnTimeout));
        if (LostAfter < TimeSpan.FromSeconds(10))
        {
            throw new ArgumentOutOfRangeException(nameof(LostAfter), LostAfter, "LostAfter must be at least 10 seconds, because machines report every few seconds.");
        }

        foreach (var (model, most) in Models)
        {
            Check.Model(model, nameof(Models));
            Check.Positive(most, $"{nameof(Models)}[{model}]");
        }

        foreach (var (provider, limits) in Providers)
        {
            Check.Text(provider, nameof(Providers));
            ArgumentNullException.ThrowIfNull(limits, $"{nameof(Providers)}[{provider}]");
            limits.Validate(provider);
        }
    }
}
