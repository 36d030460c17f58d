using ModelContextProtocol.Server;

namespace OpenCode.Tools.Server;

/// <summary>Represents the tools of an MCP server, which announces changes of this collection.</summary>
internal sealed class ToolCollection : McpServerPrimitiveCollection<McpServerTool>
{
    /// <summary>Announces a change even if there is none.</summary>
    public void Announce() => RaiseChanged();
}
