namespace OpenCode;

/// <summary>Represents the result of a health check of a server. Immutable.</summary>
public sealed record OpenCodeServerHealth
{
    /// <summary>Gets whether the server responds and reports that it is healthy.</summary>
    public required bool IsHealthy { get; init; }

    /// <summary>Gets the duration of the check.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// Gets the exception that explains why the server is not healthy; null if it is healthy, or if it reports that it is not.
    /// </summary>
    public Exception? Failure { get; init; }
}
