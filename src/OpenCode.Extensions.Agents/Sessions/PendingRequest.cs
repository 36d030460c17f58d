namespace OpenCode.Agents.Sessions;

/// <summary>A request of the agent that the caller was given and has not responded to.</summary>
/// <param name="Id">The identifier of the request.</param>
/// <param name="SessionId">The session whose agent asks: the session itself, or that of a sub-agent.</param>
internal sealed record PendingRequest(string Id, string SessionId);
