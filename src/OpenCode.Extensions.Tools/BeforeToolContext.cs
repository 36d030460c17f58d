using System.Text.Json;

namespace OpenCode;

/// <summary>Describes a tool call that the agent is about to make. Immutable.</summary>
public sealed record BeforeToolContext
{
    /// <summary>
    /// Gets the name of the tool, for example <c>bash</c>, or <c>shop_GetOrder</c> for a tool of an MCP server.
    /// </summary>
    public required string Tool { get; init; }

    /// <summary>Gets the identifier of the session, which may be that of a sub-agent.</summary>
    public required string SessionId { get; init; }

    /// <summary>Gets the identifier of the call, as in <see cref="Models.ToolPart.CallId"/>.</summary>
    public required string CallId { get; init; }

    /// <summary>Gets the arguments from the model, usually an object. The server hasn't validated them yet.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>Gets the directory that the agent works in.</summary>
    public required string Directory { get; init; }
}
