namespace OpenCode;

/// <summary>Represents the tool call of a session for which a function runs.</summary>
/// <param name="SessionId">The identifier of the session, which may be that of a sub-agent.</param>
/// <param name="MessageId">The identifier of the agent's message that contains the call.</param>
/// <param name="CallId">
/// The identifier of the call, as in <c>ToolPart.CallId</c>. The model chooses it, so another message can contain the same
/// identifier.
/// </param>
public sealed record ToolCallOrigin(string SessionId, string MessageId, string CallId);
