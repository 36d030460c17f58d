using System.Text.Json;

namespace OpenCode;

/// <summary>Describes a tool call of the agent that has succeeded. Immutable.</summary>
public sealed record AfterToolContext
{
    /// <summary>
    /// Gets the name of the tool, for example <c>bash</c>, or <c>shop_GetOrder</c> for a tool of an MCP server.
    /// </summary>
    public required string Tool { get; init; }

    /// <summary>Gets the identifier of the session, which may be that of a sub-agent.</summary>
    public required string SessionId { get; init; }

    /// <summary>Gets the identifier of the call, as in <see cref="Models.ToolPart.CallId"/>.</summary>
    public required string CallId { get; init; }

    /// <summary>Gets the arguments that the tool received.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>Gets the title that users see; empty for a tool of an MCP server.</summary>
    public required string Title { get; init; }

    /// <summary>
    /// Gets the text for the model. The server has already truncated the output of its own tools, but not that of tools of MCP
    /// servers.
    /// </summary>
    public required string Output { get; init; }

    /// <summary>Gets additional information for users, for example the exit code of <c>bash</c>; a JSON object.</summary>
    public required JsonElement Metadata { get; init; }

    /// <summary>Gets the directory that the agent works in.</summary>
    public required string Directory { get; init; }
}
