using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>The live server for the examples of the documentation, with the model that the examples name. Its responses are scripted.</summary>
[SetUpFixture]
public sealed class DocsServer
{
    private static OpenCodeInstance? s_instance;

    public static OpenCodeClient Client => s_instance?.Client ?? throw new InvalidOperationException("The server did not start.");

    public static string Password => s_instance!.Server.ClientOptions.Password!;

    /// <summary>Options for a server like this one, on a port of its own.</summary>
    public static OpenCodeServerOptions Options()
    {
        var options = LiveServer.Options();
        var demo = options.Config!.Provider!["demo"];
        var anthropic = demo with { Models = new Dictionary<string, ModelConfig> { ["claude-sonnet-4-5"] = demo.Models!["scripted"] } };
        return options with { Config = options.Config with { Provider = new Dictionary<string, ProviderConfig> { ["demo"] = demo, ["anthropic"] = anthropic } } };
    }

    public static Task<Session> CreateSessionAsync(CancellationToken cancellationToken, params PermissionRule[] rules) =>
        Client.Session.CreateAsync(new() { Title = "An example", Permission = rules }, cancellationToken);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = TestTimeout.Start();
        LiveServer.Scripts.Answer("Why is the build red?", new DemoText("A test fails."));
        LiveServer.Scripts.Answer("Review the diff", new DemoToolCall("StructuredOutput", """{"title":"Good","score":4}"""));
        LiveServer.Scripts.Answer("order 17?", request => request.FollowsTool ? new DemoText(request.ToolResults[^1]) : new DemoToolCall(request.ToolNames.Single(name => name.EndsWith("_GetOrder", StringComparison.Ordinal)), """{"id":17}"""));
        s_instance = await OpenCodeInstance.StartAsync(Options(), limit.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (s_instance is not null)
        {
            await s_instance.DisposeAsync();
        }
    }
}
