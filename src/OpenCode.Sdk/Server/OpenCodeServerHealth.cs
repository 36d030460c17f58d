namespace OpenCode;

/// <summary>What a look at a server's health has found. Immutable.</summary>
public sealed record OpenCodeServerHealth
{
    /// <summary>Whether it answers and calls itself healthy.</summary>
    public required bool IsHealthy { get; init; }

    /// <summary>How long it took to find out.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Why it is not healthy; null if it is, or if it says itself that it is not.</summary>
    public Exception? Failure { get; init; }
}
