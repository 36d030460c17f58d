namespace OpenCode.Fleet;

/// <summary>
/// Limits the jobs of models and providers: the configured limits, and lower ones while a provider limits requests. It has no
/// clock and no locks.
/// </summary>
internal sealed class Paces(FleetSchedulingOptions options)
{
    /// <summary>After a reduction, further reports belong to requests that were sent before it.</summary>
    private static readonly TimeSpan s_reductionInterval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, int> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Provider> _providers = new(StringComparer.Ordinal);

    public SpendRecord Spend { get; set; } = new();

    public bool CanStart(JobNeeds needs, DateTimeOffset now)
    {
        if (needs.Model is not { } model || needs.Provider is not { } name)
        {
            return true;
        }

        if (options.Models.TryGetValue(model, out var most) && _models.GetValueOrDefault(model) >= most)
        {
            return false;
        }

        var limits = options.Providers.TryGetValue(name, out var configured) ? configured : null;
        if (limits?.MaxCostPerDay <= Spend.Of(name, now))
        {
            return false;
        }

        return !_providers.TryGetValue(name, out var provider) || provider.CanStart(limits, now);
    }

    public void Started(JobNeeds needs, DateTimeOffset now)
    {
        if (needs.Provider is { } name)
        {
            Get(name).Starts.Enqueue(now);
        }
    }

    public void Occupy(JobNeeds needs)
    {
        if (needs.Model is { } model && needs.Provider is { } name)
        {
            _models[model] = _models.GetValueOrDefault(model) + 1;
            Get(name).Running++;
        }
    }

    public void Leave(JobNeeds needs)
    {
        if (needs.Model is { } model && needs.Provider is { } name)
        {
            _models[model]--;
            Get(name).Running--;
        }
    }

    /// <summary>A provider limits requests: nothing starts until the delay has passed, and then half as many jobs run.</summary>
    public void Throttle(string name, TimeSpan delay, DateTimeOffset now)
    {
        var provider = Get(name);
        provider.PausedUntil = now + delay > provider.PausedUntil ? now + delay : provider.PausedUntil;
        if (now - provider.ReducedAt > s_reductionInterval)
        {
            provider.ReducedAt = now;
            provider.Full ??= Math.Max(provider.Running, 1);
            provider.Reduced = Math.Max(1, (provider.Reduced ?? provider.Running) / 2);
        }
    }

    /// <summary>A job was completed: one more job of the provider can run.</summary>
    public void Recover(JobNeeds needs, DateTimeOffset now)
    {
        if (needs.Provider is { } name && _providers.TryGetValue(name, out var provider) && provider.Reduced is { } reduced && now > provider.PausedUntil)
        {
            provider.Reduced = reduced + 1;
            if (provider.Reduced > provider.Full)
            {
                provider.Reduced = null;
                provider.Full = null;
            }
        }
    }

    public IReadOnlyList<FleetProvider> Describe(DateTimeOffset now) =>
    [
        .. options.Providers.Keys.Concat(_providers.Keys).Concat(Spend.Costs.Keys)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name => Describe(name, now))
            .Where(p => p.Running > 0 || p.CostToday > 0 || p.IsReduced || p.PausedUntil is not null || options.Providers.ContainsKey(p.Name)),
    ];

    private FleetProvider Describe(string name, DateTimeOffset now)
    {
        var limits = options.Providers.TryGetValue(name, out var configured) ? configured : null;
        var provider = _providers.GetValueOrDefault(name);
        return new FleetProvider
        {
            Name = name,
            Running = provider?.Running ?? 0,
            MaxJobs = provider?.Reduced is { } reduced ? Math.Min(reduced, limits?.MaxJobs ?? reduced) : limits?.MaxJobs,
            IsReduced = provider?.Reduced is not null,
            PausedUntil = provider?.PausedUntil > now ? provider.PausedUntil : null,
            CostToday = Spend.Of(name, now),
            MaxCostPerDay = limits?.MaxCostPerDay,
        };
    }

    private Provider Get(string name)
    {
        if (!_providers.TryGetValue(name, out var provider))
        {
            _providers.Add(name, provider = new Provider());
        }

        return provider;
    }

    private sealed class Provider
    {
        public int Running { get; set; }

        /// <summary>The number of jobs that can run; null if the provider doesn't limit requests.</summary>
        public int? Reduced { get; set; }

        /// <summary>The number of jobs that ran when the provider first limited requests.</summary>
        public int? Full { get; set; }

        public DateTimeOffset ReducedAt { get; set; }

        public DateTimeOffset PausedUntil { get; set; }

        /// <summary>The times of the starts within the last minute.</summary>
        public Queue<DateTimeOffset> Starts { get; } = [];

        public bool CanStart(FleetProviderLimits? limits, DateTimeOffset now)
        {
            while (Starts.TryPeek(out var start) && now - start >= TimeSpan.FromMinutes(1))
            {
                Starts.Dequeue();
            }

            return now >= PausedUntil
                && (Reduced is not { } reduced || Running < reduced)
                && (limits?.MaxJobs is not { } most || Running < most)
                && (limits?.MaxStartsPerMinute is not { } starts || Starts.Count < starts);
        }
    }
}
