using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>The tools <c>shop</c>, and a real MCP client of them.</summary>
internal sealed class World : IAsyncDisposable
{
    private World(ToolServer server, OpenCodeTools tools, McpClient client)
    {
        Server = server;
        Tools = tools;
        Client = client;
    }

    public ToolServer Server { get; }

    public OpenCodeTools Tools { get; }

    public McpClient Client { get; }

    public static async Task<World> StartAsync(IEnumerable<AIFunction> functions, OpenCodeToolsOptions? options, CancellationToken cancellationToken, OpenCodeClientOptions? clientOptions = null)
    {
        var server = new ToolServer();
        var tools = await server.CreateClient(clientOptions).AddToolsAsync("shop", functions, options, cancellationToken);
        return new World(server, tools, await server.ConnectAsync(cancellationToken));
    }

    public async Task<CallToolResult> CallAsync(string tool, Dictionary<string, object?> arguments, CancellationToken cancellationToken, IProgress<ProgressNotificationValue>? progress = null) =>
        await Client.CallToolAsync(tool, arguments, progress, cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Tools.DisposeAsync();
        await Server.DisposeAsync();
    }
}
