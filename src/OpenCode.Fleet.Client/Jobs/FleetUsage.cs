namespace OpenCode.Fleet;

/// <summary>Represents what a job, or all ended jobs of a batch, used. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetUsage")]
public sealed record FleetUsage
{
    /// <summary>Gets the number of messages that models wrote.</summary>
    [Id(0)]
    public long Steps { get; init; }

    /// <summary>Gets the number of tokens, including reasoning and caches.</summary>
    [Id(1)]
    public long Tokens { get; init; }

    /// <summary>Gets the cost in US dollars.</summary>
    [Id(2)]
    public decimal Cost { get; init; }

    /// <summary>Adds two usages.</summary>
    /// <param name="left">The first usage.</param>
    /// <param name="right">The second usage.</param>
    public static FleetUsage operator +(FleetUsage left, FleetUsage right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new() { Steps = left.Steps + right.Steps, Tokens = left.Tokens + right.Tokens, Cost = left.Cost + right.Cost };
    }
}
