using System.Text.Json;

namespace OpenCode;

/// <summary>A tool that the agent has run successfully. Immutable.</summary>
public sealed record AfterToolContext
{
    /// <summary>The name of the tool, for example <c>bash</c>, or <c>shop_GetOrder</c> for a tool of an MCP server.</summary>
    public required string Tool { get; init; }

    /// <summary>The session, which may be that of a sub-agent.</summary>
    public required string SessionId { get; init; }

    /// <summary>The identifier of the call, as in <see cref="Models.ToolPart.CallId"/>.</summary>
    public required string CallId { get; init; }

    /// <summary>The arguments that the tool got.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>What users see as the title; empty for a tool of an MCP server.</summary>
    public required string Title { get; init; }

    /// <summary>The text for the model. The server has shortened that of its own tools already, but not that of tools of MCP servers.</summary>
    public required string Output { get; init; }

    /// <summary>What the tool tells users in addition, for example the exit code of <c>bash</c>; an object.</summary>
    public required JsonElement Metadata { get; init; }

    /// <summary>The directory that the agent works in.</summary>
    public required string Directory { get; init; }
}
