namespace OpenCode.Agents.Sessions;

/// <summary>Represents a request of the agent that the caller has received and hasn't responded to.</summary>
/// <param name="Id">The identifier of the request.</param>
/// <param name="SessionId">
/// The session of the agent that sent the request: the session itself, or the session of a sub-agent.
/// </param>
internal sealed record PendingRequest(string Id, string SessionId);
