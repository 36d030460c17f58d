namespace OpenCode.Fleet;

/// <summary>Represents what the jobs of each provider cost today, in UTC.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.SpendRecord")]
internal sealed record SpendRecord
{
    [Id(0)]
    public DateOnly Day { get; init; }

    [Id(1)]
    public IReadOnlyDictionary<string, decimal> Costs { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    public decimal Of(string provider, DateTimeOffset now) => Day == DayOf(now) ? Costs.GetValueOrDefault(provider) : 0;

    public SpendRecord Add(string provider, decimal cost, DateTimeOffset now)
    {
        var costs = Day == DayOf(now) ? new Dictionary<string, decimal>(Costs, StringComparer.Ordinal) : new(StringComparer.Ordinal);
        costs[provider] = costs.GetValueOrDefault(provider) + cost;
        return new SpendRecord { Day = DayOf(now), Costs = costs };
    }

    private static DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);
}
