using ModelContextProtocol.Server;

namespace OpenCode.Tools.Server;

/// <summary>The tools that an MCP server has, and whose changes it announces.</summary>
internal sealed class ToolCollection : McpServerPrimitiveCollection<McpServerTool>
{
    /// <summary>Announces a change, though there is none.</summary>
    public void Announce() => RaiseChanged();
}
