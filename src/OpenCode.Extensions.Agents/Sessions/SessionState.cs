namespace OpenCode.Agents.Sessions;

/// <summary>What a session of the framework knows about the session of the server. Immutable but for <see cref="Delivered"/>, which is thread-safe.</summary>
internal sealed record SessionState
{
    /// <summary>The session of the server; null before the first run.</summary>
    public string? SessionId { get; init; }

    /// <summary>The turn that no run has followed to its end; null for none.</summary>
    public TurnHandle? Turn { get; init; }

    /// <summary>Whether the answer of that turn is a JSON object.</summary>
    public bool WantsJson { get; init; }

    /// <summary>Whether responses leave out the reasoning of that turn.</summary>
    public bool HidesReasoning { get; init; }

    /// <summary>What the caller has got of that turn.</summary>
    public DeliveredParts Delivered { get; init; } = new();

    /// <summary>What that turn waits for.</summary>
    public IReadOnlyList<PendingRequest> Pending { get; init; } = [];

    /// <summary>Requests that a response to another request has settled, so that a response to them changes nothing.</summary>
    public IReadOnlyList<string> Settled { get; init; } = [];

    /// <summary>The state after the turn.</summary>
    public SessionState WithoutTurn() => new() { SessionId = SessionId, Settled = Settled };
}
