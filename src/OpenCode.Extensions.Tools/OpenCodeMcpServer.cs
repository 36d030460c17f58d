using OpenCode.Models;
using OpenCode.Tools.Registration;

namespace OpenCode;

/// <summary>
/// Represents an MCP server that the agent can use in one directory, until this object is disposed. Thread-safe.
/// </summary>
/// <remarks>
/// If the opencode server loses the MCP server, because it was restarted or its configuration was changed, the MCP server is
/// added again.
/// </remarks>
/// <example><code>
/// var config = new McpRemoteConfig { Url = "https://tools.example.com/mcp", Headers = new Dictionary&lt;string, string&gt; { ["Authorization"] = $"Bearer {key}" }, OAuth = false };
/// await using var server = await client.AddMcpServerAsync("company", config);
/// </code></example>
public sealed class OpenCodeMcpServer : IAsyncDisposable
{
    private readonly McpRegistration _registration;

    internal OpenCodeMcpServer(McpRegistration registration) => _registration = registration;

    /// <summary>Gets the name of the MCP server, which is the prefix of the names of its tools.</summary>
    public string Name => _registration.Name;

    /// <summary>Gets whether the server is connected to the MCP server, as far as is known.</summary>
    public OpenCodeToolsState State => _registration.State;

    /// <inheritdoc cref="OpenCodeTools.EnsureConnectedAsync"/>
    public Task EnsureConnectedAsync(CancellationToken cancellationToken = default) => _registration.EnsureConnectedAsync(cancellationToken);

    /// <inheritdoc cref="OpenCodeTools.ToPermissionRule"/>
    public PermissionRule ToPermissionRule(PermissionAction action) => _registration.ToPermissionRule(action);

    /// <summary>Removes the MCP server from the opencode server.</summary>
    public ValueTask DisposeAsync() => _registration.DisposeAsync();

    /// <summary>Returns the name and the state. The text contains no secrets.</summary>
    public override string ToString() => $"{nameof(OpenCodeMcpServer)} {{ Name = {Name}, State = {State} }}";
}
