using OpenCode.Models;
using OpenCode.Tools.Registration;

namespace OpenCode;

/// <summary>
/// An MCP server that the agent can use in one directory, until this is disposed. When the server has lost it, because it was restarted or
/// its configuration was changed, it is added again. Thread-safe.
/// </summary>
/// <example><code>
/// var config = new McpRemoteConfig { Url = "https://tools.example.com/mcp", Headers = new Dictionary&lt;string, string&gt; { ["Authorization"] = $"Bearer {key}" }, OAuth = false };
/// await using var server = await client.AddMcpServerAsync("company", config);
/// </code></example>
public sealed class OpenCodeMcpServer : IAsyncDisposable
{
    private readonly McpRegistration _registration;

    internal OpenCodeMcpServer(McpRegistration registration) => _registration = registration;

    /// <summary>The name of the MCP server, with which the names of its tools start.</summary>
    public string Name => _registration.Name;

    /// <summary>Whether the server is connected to the MCP server, as far as is known.</summary>
    public OpenCodeToolsState State => _registration.State;

    /// <inheritdoc cref="OpenCodeTools.EnsureConnectedAsync"/>
    public Task EnsureConnectedAsync(CancellationToken cancellationToken = default) => _registration.EnsureConnectedAsync(cancellationToken);

    /// <inheritdoc cref="OpenCodeTools.ToPermissionRule"/>
    public PermissionRule ToPermissionRule(PermissionAction action) => _registration.ToPermissionRule(action);

    /// <summary>Takes the MCP server away.</summary>
    public ValueTask DisposeAsync() => _registration.DisposeAsync();

    /// <summary>Returns the name and the state. It contains no secrets.</summary>
    public override string ToString() => $"{nameof(OpenCodeMcpServer)} {{ Name = {Name}, State = {State} }}";
}
