using Microsoft.Extensions.Logging;
using OpenCode.ContractTests.Server;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Tools.ToolScripts;

namespace OpenCode.ContractTests.Tools;

/// <summary>How tools come to a live server, stay there, and leave it.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ToolLifeTests
{
    [Test]
    public async Task Disposing_takes_the_tools_away(CancellationToken cancellationToken)
    {
        var client = In("taken");
        await using (var tools = await client.AddToolsAsync("brief", [Function("Tool", () => "x")], cancellationToken: cancellationToken))
        {
            Assert.That((await client.Mcp.StatusAsync(cancellationToken))["brief"], Is.InstanceOf<McpStatusConnected>());
            await tools.DisposeAsync();
            Assert.That(tools.State, Is.EqualTo(OpenCodeToolsState.Disposed));
            await Failure.OfAsync<ObjectDisposedException>(() => tools.EnsureConnectedAsync(cancellationToken));
            await Failure.OfAsync<ObjectDisposedException>(() => tools.AddAsync(Function("More", () => "y"), cancellationToken));
        }

        Assert.That((await client.Mcp.StatusAsync(cancellationToken))["brief"], Is.InstanceOf<McpStatusDisabled>());
    }

    [Test]
    public async Task Tools_come_back_when_the_instance_of_their_directory_is_disposed(CancellationToken cancellationToken)
    {
        var client = In("disposed");
        await using var tools = await client.AddToolsAsync("back", [Function("Tool", () => "I am back.")], cancellationToken: cancellationToken);
        await client.Instance.DisposeInstanceAsync(cancellationToken);
        await ConnectedAsync(client, "back", cancellationToken);
        Call("are you back", "back_Tool", "{}");
        Assert.That((await RunAsync("are you back", cancellationToken, client)).Text, Is.EqualTo("I am back."));
    }

    [Test]
    public async Task Tools_come_back_when_the_server_is_killed_and_restarts(CancellationToken cancellationToken)
    {
        var soon = RestartPolicy.OnCrash with { InitialDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(50) };
        await using var server = await OpenCodeServer.StartAsync(LiveServer.Options() with { Restart = soon }, cancellationToken);
        using var client = server.CreateClient(new() { MaxRetries = 10, EventStream = new() { InitialDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(200) } });
        await using var tools = await client.AddToolsAsync("again", [Function("Tool", () => "Here again.")], cancellationToken: cancellationToken);
        Signals.Send("KILL", server.ProcessId);
        await Poll.UntilAsync(() => server.RestartCount > 0, cancellationToken);
        await ConnectedAsync(client, "again", cancellationToken);
        Call("are you here again", "again_Tool", "{}");
        Assert.That((await RunAsync("are you here again", cancellationToken, client)).Text, Is.EqualTo("Here again."));
    }

    [Test]
    public async Task Tools_that_somebody_disconnects_stay_so_until_they_are_wanted(CancellationToken cancellationToken)
    {
        var client = In("disconnected");
        await using var tools = await client.AddToolsAsync("off", [Function("Tool", () => "x")], cancellationToken: cancellationToken);
        await using var others = await client.AddToolsAsync("on", [Function("Tool", () => "x")], cancellationToken: cancellationToken);
        await client.Mcp.DisconnectAsync("off", cancellationToken);
        await others.AddAsync(Function("More", () => "y"), cancellationToken);
        Assert.That((await client.Mcp.StatusAsync(cancellationToken))["off"], Is.InstanceOf<McpStatusDisabled>());
        await tools.EnsureConnectedAsync(cancellationToken);
        Assert.That((await client.Mcp.StatusAsync(cancellationToken))["off"], Is.InstanceOf<McpStatusConnected>());
        Assert.That(tools.State, Is.EqualTo(OpenCodeToolsState.Connected));
    }

    [Test]
    public async Task Names_that_the_server_has_itself_are_refused(CancellationToken cancellationToken)
    {
        var client = In("configured");
        await File.WriteAllTextAsync(
            Path.Combine(LiveServer.Folder, "configured", "opencode.json"), """{"mcp":{"taken":{"type":"remote","url":"http://127.0.0.1:9/","enabled":false}}}""", cancellationToken);
        var configured = await Failure.OfAsync<OpenCodeToolsException>(() => client.AddToolsAsync("taken", [Function("Tool", () => "x")], cancellationToken: cancellationToken));
        Assert.That(configured.Message, Does.Contain("'taken'"));
        Assert.That((await client.Mcp.StatusAsync(cancellationToken))["taken"], Is.InstanceOf<McpStatusDisabled>(), "as it was configured");
        var own = (await Client.Tool.IdsAsync(cancellationToken)).First(name => name.Contains('_', StringComparison.Ordinal)).Split('_', 2);
        var builtIn = await Failure.OfAsync<ArgumentException>(() => client.AddToolsAsync(own[0], [Function(own[1], () => "x")], cancellationToken: cancellationToken));
        Assert.That(builtIn.Message, Does.Contain($"'{own[0]}_{own[1]}'"));
    }

    [Test]
    public async Task An_mcp_server_of_the_application_lives_the_same_life(CancellationToken cancellationToken)
    {
        var client = In("application");
        await using var application = await McpApplication.StartAsync("X-Key", "a-secret-key", cancellationToken);
        var config = new McpRemoteConfig { Url = application.Urls.Single(), Headers = new Dictionary<string, string> { ["X-Key"] = "a-secret-key" }, OAuth = false };
        await using (var server = await client.AddMcpServerAsync("company", config, cancellationToken: cancellationToken))
        {
            Assert.That(server.ToString(), Is.EqualTo("OpenCodeMcpServer { Name = company, State = Connected }"));
            await client.Instance.DisposeInstanceAsync(cancellationToken);
            await ConnectedAsync(client, "company", cancellationToken);
            Call("ask the company", "company_Answer", "{}");
            Assert.That((await RunAsync("ask the company", cancellationToken, client)).Text, Is.EqualTo("42"));
        }

        Assert.That((await client.Mcp.StatusAsync(cancellationToken))["company"], Is.InstanceOf<McpStatusDisabled>());
    }

    [Test]
    public async Task A_server_that_cannot_connect_says_why_without_the_secrets(CancellationToken cancellationToken)
    {
        var config = new McpRemoteConfig { Url = "http://127.0.0.1:9/a-secret-path", Headers = new Dictionary<string, string> { ["X-Key"] = "a-secret-key" }, OAuth = false };
        var failure = await Failure.OfAsync<OpenCodeToolsException>(() => In("nowhere").AddMcpServerAsync("nowhere", config, cancellationToken: cancellationToken));
        Assert.That(failure.Message, Does.StartWith("The server can't connect to the MCP server 'nowhere': ").And.Not.Contains("a-secret"));
    }

    [Test]
    public async Task The_server_asks_for_nothing_but_the_tools(CancellationToken cancellationToken)
    {
        var refused = new List<string>();
        using var client = new OpenCodeClient(LiveServer.Server.ClientOptions with { LoggerFactory = new LogWatch(message => AddIfRefused(message)) });
        await using (await client.AddToolsAsync("quiet", [Function("Tool", () => "x")], cancellationToken: cancellationToken))
        {
        }

        Assert.That(refused, Is.Empty, "no probe for OAuth");

        void AddIfRefused(string message)
        {
            if (message.Contains("quiet was refused", StringComparison.Ordinal))
            {
                refused.Add(message);
            }
        }
    }

    private static OpenCodeClient In(string folder) => Client.In(Directory.CreateDirectory(Path.Combine(LiveServer.Folder, folder)).FullName);

    private static async Task ConnectedAsync(OpenCodeClient client, string name, CancellationToken cancellationToken)
    {
        while ((await client.Mcp.StatusAsync(cancellationToken)).GetValueOrDefault(name) is not McpStatusConnected)
        {
        }
    }
}
