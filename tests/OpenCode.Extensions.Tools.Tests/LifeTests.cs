using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenCode.Models;
using OpenCode.Testing;
using static OpenCode.Extensions.Tools.Tests.TestFunctions;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>How tools come to a server, stay there, and leave it.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class LifeTests
{
    private static readonly ServerInstanceDisposedEvent s_disposed = new() { Properties = new() { Directory = "/project" } };

    [Test]
    public async Task Tools_are_added_again_after_every_kind_of_loss(CancellationToken cancellationToken)
    {
        await using var server = new ToolServer();
        await using var tools = await server.CreateClient().AddToolsAsync("shop", [Function("Tool", () => 1)], cancellationToken: cancellationToken);
        await Poll.UntilAsync(() => server.Fake.OpenStreams > 0, cancellationToken);
        var losses = new List<Action>
        {
            () => server.Fake.Send(s_disposed),
            server.Fake.CutStreams,
            () =>
            {
                server.Set("shop", "failed");
                server.Fake.Send(new McpToolsChangedEvent { Properties = new() { Server = "shop" } });
            },
            () =>
            {
                server.NextStatus.Enqueue("failed");
                server.NextStatus.Enqueue("failed");
                server.Fake.Send(s_disposed);
            },
            () =>
            {
                server.Fake.When(HttpMethod.Get, "/mcp", FakeResponse.Empty(System.Net.HttpStatusCode.InternalServerError), times: 2);
                server.Fake.Send(s_disposed);
            },
        };
        foreach (var loss in losses)
        {
            var count = server.Added.Count;
            server.Forget();
            loss();
            await Poll.UntilAsync(() => server.StatusOf("shop") == "connected" && tools.State == OpenCodeToolsState.Connected, cancellationToken);
            Assert.That(server.Added, Has.Count.GreaterThan(count));
            Assert.That(server.Added[^1], Is.EqualTo(server.Added[0]), "at the same address");
        }

        await using var client = await server.ConnectAsync(cancellationToken);
        Assert.That(TextOf(await client.CallToolAsync("Tool", cancellationToken: cancellationToken)), Is.EqualTo("1"));
    }

    [Test]
    public async Task Nothing_is_added_when_nothing_is_lost(CancellationToken cancellationToken)
    {
        await using var server = new ToolServer();
        await using var tools = await server.CreateClient().AddToolsAsync("shop", [], cancellationToken: cancellationToken);
        await Poll.UntilAsync(() => server.Fake.OpenStreams > 0, cancellationToken);
        var asked = server.Fake.Requests.Count(IsStatus);
        server.Fake.Send(new McpToolsChangedEvent { Properties = new() { Server = "another" } });
        server.Fake.Send(s_disposed);
        await Poll.UntilAsync(() => server.Fake.Requests.Count(IsStatus) > asked, cancellationToken);
        await tools.EnsureConnectedAsync(cancellationToken);
        Assert.That(server.Added, Has.Count.EqualTo(1));

        static bool IsStatus(FakeRequest request) => request.ToString() == "GET /mcp";
    }

    [Test]
    public async Task Tools_that_somebody_disconnects_stay_so_until_they_are_wanted(CancellationToken cancellationToken)
    {
        await using var server = new ToolServer();
        await using var tools = await server.CreateClient().AddToolsAsync("shop", [], cancellationToken: cancellationToken);
        await Poll.UntilAsync(() => server.Fake.OpenStreams > 0, cancellationToken);
        server.Set("shop", "disabled");
        server.Fake.Send(new McpToolsChangedEvent { Properties = new() { Server = "shop" } });
        await Poll.UntilAsync(() => tools.State == OpenCodeToolsState.Disconnected, cancellationToken);
        Assert.That(server.Added, Has.Count.EqualTo(1));
        await tools.EnsureConnectedAsync(cancellationToken);
        Assert.That((server.StatusOf("shop"), tools.State), Is.EqualTo(("connected", OpenCodeToolsState.Connected)));
    }

    [TestCase("failed", "The server can't connect to the MCP server 'shop': No way")]
    [TestCase("needs_auth", "The MCP server 'shop' requires authentication. Configure its headers or OAuth.")]
    [TestCase("needs_client_registration", "The MCP server 'shop' requires a registered client: No way")]
    [TestCase("disabled", "The MCP server 'shop' is disabled on the server. Enable it in its configuration.")]
    public async Task A_server_that_does_not_connect_is_a_failure_and_leaves_nothing(string status, string message)
    {
        await using var server = new ToolServer();
        server.NextStatus.Enqueue(status);
        var failure = await Failure.OfAsync<OpenCodeToolsException>(() => server.CreateClient().AddToolsAsync("shop", []));
        Assert.That((failure.Message, server.StatusOf("shop")), Is.EqualTo((message, "disabled")));
        await Failure.OfAsync<HttpRequestException>(() => server.ConnectAsync(default));
    }

    [Test]
    public async Task A_configured_name_and_a_status_of_later_servers(CancellationToken cancellationToken)
    {
        await using var server = new ToolServer();
        server.Fake.When(HttpMethod.Get, "/config", FakeResponse.Json("""{"mcp":{"taken":{"enabled":false}}}"""));
        var client = server.CreateClient();
        await Failure.OfAsync<OpenCodeToolsException>(() => client.AddToolsAsync("taken", [], cancellationToken: cancellationToken));
        Assert.That((server.Added.Count, server.StatusOf("taken")), Is.EqualTo((0, (string?)null)), "and is not touched");
        server.NextStatus.Enqueue("starting");
        var adding = client.AddToolsAsync("shop", [], cancellationToken: cancellationToken);
        await Poll.UntilAsync(() => server.Added.Count == 1, cancellationToken);
        server.Set("shop", "connected");
        await using var tools = await adding;
        Assert.That(tools.State, Is.EqualTo(OpenCodeToolsState.Connected));
    }

    [Test]
    public async Task Disposing_is_possible_twice_at_once_and_after_server_and_client(CancellationToken cancellationToken)
    {
        await using var server = new ToolServer();
        var client = server.CreateClient();
        var one = await client.AddToolsAsync("one", [], cancellationToken: cancellationToken);
        var two = await client.AddToolsAsync("two", [], cancellationToken: cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(async () => await one.DisposeAsync(), cancellationToken)));
        Assert.That(server.StatusOf("one"), Is.EqualTo("disabled"));
        server.Fake.When(HttpMethod.Post, "/mcp/{name}/disconnect", FakeResponse.ConnectionFailure());
        client.Dispose();
        await two.DisposeAsync();
        Assert.That((two.State, two.ToString()), Is.EqualTo((OpenCodeToolsState.Disposed, "OpenCodeTools { Name = two, State = Disposed, Names =  }")));
        await Failure.OfAsync<ObjectDisposedException>(() => two.AddAsync(Function("Tool", () => 1), cancellationToken));
        await Failure.OfAsync<ObjectDisposedException>(() => two.RemoveAsync("Tool", cancellationToken));
        await Failure.OfAsync<ObjectDisposedException>(() => two.EnsureConnectedAsync(cancellationToken));
    }

    [Test]
    public async Task Clients_hear_of_changes_in_the_order_of_the_tools(CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync([Function("z", () => 1), Function("y", () => 1)], null, cancellationToken);
        await world.Tools.AddAsync([Function("x", () => 1), Function("a.b", () => 1)], cancellationToken);
        Assert.That(await NamesAsync(), Is.EqualTo(["z", "y", "x", "a_b"]));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => world.Tools.AddAsync(Function($"n{i}", () => i), cancellationToken)));
        Assert.That(await world.Tools.RemoveAsync("a.b", cancellationToken), Is.True);
        Assert.That(await world.Tools.RemoveAsync("shop_y", cancellationToken), Is.True);
        Assert.That(await world.Tools.RemoveAsync("none", cancellationToken), Is.False);
        Assert.That(await NamesAsync(), Is.EquivalentTo(new[] { "z", "x" }.Concat(Enumerable.Range(0, 20).Select(i => $"n{i}"))));
        Assert.That(world.Tools.Names, Is.EqualTo((await NamesAsync()).Select(name => $"shop_{name}")));

        async Task<List<string>> NamesAsync() => [.. (await world.Client.ListToolsAsync(cancellationToken: cancellationToken)).Select(tool => tool.Name)];
    }

    [Test]
    public async Task Tools_live_as_long_as_the_host(CancellationToken cancellationToken)
    {
        await using var server = new ToolServer();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(server.CreateClient());
        builder.Services.AddSingleton(new Stock(3));
        builder.Services.AddOpenCodeTools("shop", [Function("Stock", (IServiceProvider services) => services.GetRequiredService<Stock>().Count)]);
        builder.Services.AddOpenCodeTools("made", services => [Function("Tool", () => services.GetRequiredService<Stock>().Count)], o => o.ConnectTimeout = TimeSpan.FromSeconds(5), s => s.GetRequiredService<OpenCodeClient>().In("/elsewhere"));
        using (var host = builder.Build())
        {
            Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredKeyedService<OpenCodeTools>("shop"));
            await host.StartAsync(cancellationToken);
            Assert.That(host.Services.GetRequiredKeyedService<OpenCodeTools>("shop").Names, Is.EqualTo(["shop_Stock"]));
            Assert.That(server.Fake.Requests.Where(r => r.ToString() == "POST /mcp").Select(r => r.Directory), Is.EqualTo(["/project", "/elsewhere"]));
            var config = (McpRemoteConfig)server.Added[0].Config;
            await using var client = await server.ConnectAsync(new Uri(config.Url), config.Headers!, cancellationToken);
            Assert.That(TextOf(await client.CallToolAsync("Stock", cancellationToken: cancellationToken)), Is.EqualTo("3"));
            await host.StopAsync(cancellationToken);
        }

        Assert.That((server.StatusOf("shop"), server.StatusOf("made")), Is.EqualTo(("disabled", "disabled")));
        Assert.Throws<ArgumentException>(() => builder.Services.AddOpenCodeTools("my shop", []));
        Assert.Throws<ArgumentException>(() => builder.Services.AddOpenCodeTools("shop", []));
    }

    private sealed record Stock(int Count);
}
