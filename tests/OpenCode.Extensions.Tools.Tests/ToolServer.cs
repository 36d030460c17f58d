using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>An opencode server in memory that keeps MCP servers, and real MCP clients of what is added to it.</summary>
internal sealed class ToolServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _statuses = new();
    private readonly ConcurrentQueue<McpAddRequest> _added = new();
    private readonly ConcurrentBag<McpClient> _clients = [];

    public ToolServer()
    {
        Fake.When(HttpMethod.Post, "/mcp", request =>
        {
            var added = request.ReadBody<McpAddRequest>();
            _added.Enqueue(added);
            _statuses[added.Name] = NextStatus.TryDequeue(out var status) ? status : "connected";
            return Statuses();
        });
        Fake.When(HttpMethod.Get, "/mcp", _ => Statuses());
        Fake.When(HttpMethod.Post, "/mcp/{name}/disconnect", request =>
        {
            _statuses[request.Path.Split('/')[2]] = "disabled";
            return null;
        });
        Fake.When(HttpMethod.Get, "/experimental/tool/ids", FakeResponse.Json("""["bash","apply_patch"]"""));
    }

    public FakeOpenCode Fake { get; } = new();

    /// <summary>What the server responds to those who add MCP servers; then it connects.</summary>
    public ConcurrentQueue<string> NextStatus { get; } = new();

    /// <summary>What has been added, from the first to the last.</summary>
    public IReadOnlyList<McpAddRequest> Added => [.. _added];

    public McpRemoteConfig Config => (McpRemoteConfig)Added[^1].Config;

    public OpenCodeClient CreateClient(OpenCodeClientOptions? options = null) => Fake.CreateClient(options);

    public string? StatusOf(string name) => _statuses.GetValueOrDefault(name);

    /// <summary>Forgets all MCP servers, as an instance that is disposed or a server that restarts does.</summary>
    public void Forget() => _statuses.Clear();

    public void Set(string name, string status) => _statuses[name] = status;

    /// <summary>Connects to the tools as the server would.</summary>
    public Task<McpClient> ConnectAsync(CancellationToken cancellationToken) => ConnectAsync(new Uri(Config.Url), Config.Headers!, cancellationToken);

    public async Task<McpClient> ConnectAsync(Uri url, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var transport = new HttpClientTransport(new() { Endpoint = url, AdditionalHeaders = headers.ToDictionary(), TransportMode = HttpTransportMode.StreamableHttp });
        var client = await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = "2025-06-18" }, cancellationToken: cancellationToken);
        _clients.Add(client);

        // The opencode server reads changed tools, and tells its clients.
        client.RegisterNotificationHandler(NotificationMethods.ToolListChangedNotification, async (_, cancellation) =>
        {
            await client.ListToolsAsync(cancellationToken: cancellation);
            Fake.Send(new McpToolsChangedEvent { Properties = new() { Server = Added[^1].Name } });
        });
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Fake.DisposeAsync();
    }

    private FakeResponse Statuses()
    {
        var statuses = new JsonObject();
        foreach (var (name, status) in _statuses)
        {
            statuses[name] = new JsonObject { ["status"] = status, ["error"] = "No way" };
        }

        return FakeResponse.Json(statuses.ToJsonString());
    }
}
