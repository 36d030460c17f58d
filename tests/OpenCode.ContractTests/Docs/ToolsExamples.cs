using OpenCode.Models;

namespace OpenCode.ContractTests.Docs;

/// <summary>The example of docs/tools.md for existing MCP servers. <see cref="ToolsExampleTests"/> runs it.</summary>
internal sealed class ToolsExamples(OpenCodeClient client)
{
    public async Task AddAsync(string url, string key, Func<Task> use)
    {
        #region mcp
        var config = new McpRemoteConfig { Url = url, Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" }, OAuth = false };
        await using var server = await client.AddMcpServerAsync("company", config);
        #endregion
        await use();
    }
}
