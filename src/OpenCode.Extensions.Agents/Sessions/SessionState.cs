namespace OpenCode.Agents.Sessions;

/// <summary>
/// Represents the state of a session of the framework. Immutable, except for <see cref="Delivered"/>, which is thread-safe.
/// </summary>
internal sealed record SessionState
{
    /// <summary>The session of the server; null before the first run.</summary>
    public string? SessionId { get; init; }

    /// <summary>The turn that no run has followed to its end yet; null for none.</summary>
    public TurnHandle? Turn { get; init; }

    /// <summary>Whether the response of that turn is a JSON object.</summary>
    public bool WantsJson { get; init; }

    /// <summary>Whether responses omit the reasoning of that turn.</summary>
    public bool HidesReasoning { get; init; }

    /// <summary>The parts of that turn that the caller has received.</summary>
    public DeliveredParts Delivered { get; init; } = new();

    /// <summary>The requests that the turn waits for.</summary>
    public IReadOnlyList<PendingRequest> Pending { get; init; } = [];

    /// <summary>The requests that a response to another request has settled. A response to one of them has no effect.</summary>
    public IReadOnlyList<string> Settled { get; init; } = [];

    /// <summary>Returns the state without the turn.</summary>
    public SessionState WithoutTurn() => new() { SessionId = SessionId, Settled = Settled };
}
