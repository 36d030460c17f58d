using System.Text.Json;

namespace OpenCode;

/// <summary>A tool that the agent is about to run. Immutable.</summary>
public sealed record BeforeToolContext
{
    /// <summary>The name of the tool, for example <c>bash</c>, or <c>shop_GetOrder</c> for a tool of an MCP server.</summary>
    public required string Tool { get; init; }

    /// <summary>The session, which may be that of a sub-agent.</summary>
    public required string SessionId { get; init; }

    /// <summary>The identifier of the call, as in <see cref="Models.ToolPart.CallId"/>.</summary>
    public required string CallId { get; init; }

    /// <summary>The arguments from the model, usually an object. The server has not validated them yet.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>The directory that the agent works in.</summary>
    public required string Directory { get; init; }
}
