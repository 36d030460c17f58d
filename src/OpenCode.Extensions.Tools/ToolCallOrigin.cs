namespace OpenCode;

/// <summary>The tool call of a session that a function runs for.</summary>
/// <param name="SessionId">The session's identifier, for example of a sub-agent's session.</param>
/// <param name="MessageId">The identifier of the agent's message that contains the call.</param>
/// <param name="CallId">The identifier of the call, as in <c>ToolPart.CallId</c>. The model decides about it; it may occur again in another message.</param>
public sealed record ToolCallOrigin(string SessionId, string MessageId, string CallId);
