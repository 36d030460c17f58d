using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Hooks;

/// <summary>The plugin in the server's runtime, without the server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HookPluginTests
{
    private const string CallTool = """await hooks["tool.execute.before"]({ tool: "bash", sessionID: "ses_1", callID: "call_1" }, { args: {} }).catch((error) => console.log(error.message))""";

    [TestCase(null, null)]
    [TestCase("", "example.test")]
    [TestCase("example.test", "")]
    [TestCase("example.test", "example.test")]
    public async Task It_uses_no_proxy_and_leaves_the_environment_as_it_is(string? upper, string? lower, CancellationToken cancellationToken)
    {
        await using var hooks = await OpenCodeHooks.StartAsync(new() { BeforeTool = (_, _) => Task.FromResult(BeforeToolDecision.Refuse("It came through.")) }, cancellationToken);
        var folder = CreateFolder();
        var output = await RunAsync(
            folder,
            hooks.Plugin.String!,
            $"{CallTool}\nconsole.log(process.env.NO_PROXY, process.env.no_proxy)",
            new() { ["NO_PROXY"] = upper, ["no_proxy"] = lower },
            cancellationToken);
        Assert.That(output, Is.EqualTo($"It came through.\n{upper ?? "undefined"} {lower ?? "undefined"}\n"));
        await hooks.EnsureLoadedAsync(LiveServer.Client.In(folder), cancellationToken);
    }

    [Test]
    public async Task It_drops_the_oldest_events_if_there_are_too_many_and_says_how_many(CancellationToken cancellationToken)
    {
        var seen = new ConcurrentQueue<string?>();
        var dropped = new TaskCompletionSource<string>();
        var options = new OpenCodeHooksOptions
        {
            MaxQueuedEvents = 3,
            LoggerFactory = new LogWatch(message =>
            {
                if (message.Contains("dropped", StringComparison.Ordinal))
                {
                    dropped.TrySetResult(message);
                }
            }),
            Event = (e, _) =>
            {
                seen.Enqueue(e.Event.SessionId);
                return Task.CompletedTask;
            },
        };
        await using var hooks = await OpenCodeHooks.StartAsync(options, cancellationToken);
        const string Send = """
            for (let i = 1; i <= 10; i++) void hooks.event({ event: { id: `evt_${i}`, type: "session.idle", properties: { sessionID: `ses_${i}` } } })
            """;
        await RunAsync(CreateFolder(), hooks.Plugin.String!, Send, [], cancellationToken);
        Assert.That(seen, Is.EqualTo(["ses_8", "ses_9", "ses_10"]));
        Assert.That(await dropped.Task.WaitAsync(cancellationToken), Does.StartWith("7 events"));
    }

    [TestCase("false", "The tool was not run, because the application that decides about tools did not respond.\n")]
    [TestCase("true", "")]
    public async Task It_does_not_wait_forever_for_a_process_that_is_silent(string continues, string expected, CancellationToken cancellationToken)
    {
        await using var silent = new EventServer(request => request.Body.Contains("\"loaded\"", StringComparison.Ordinal) ? request.JsonAsync("{}") : request.StayOpenAsync());
        await using var hooks = await OpenCodeHooks.StartAsync(
            new() { BeforeTool = (_, _) => Task.FromResult(BeforeToolDecision.Continue), BeforeToolPolicy = new() { Timeout = TimeSpan.FromMilliseconds(1) } }, cancellationToken);
        var folder = CreateFolder();
        var text = await File.ReadAllTextAsync(new Uri(hooks.Plugin.String!).LocalPath, cancellationToken);
        text = Regex.Replace(text, "\"url\":\"[^\"]*\"", $"\"url\":{Quote(silent.Url.AbsoluteUri)}", RegexOptions.None, TestTimeout.Value).Replace("\"continues\":false", $"\"continues\":{continues}", StringComparison.Ordinal);
        var plugin = Path.Combine(folder, "plugin.js");
        await File.WriteAllTextAsync(plugin, text, cancellationToken);
        Assert.That(await RunAsync(folder, new Uri(plugin).AbsoluteUri, CallTool, [], cancellationToken), Is.EqualTo(expected));
    }

    private static string CreateFolder() => Directory.CreateDirectory(Path.Combine(LiveServer.Folder, $"plugin-{Guid.NewGuid():N}")).FullName;

    /// <summary>Loads a plugin as the server does, and runs a script with its hooks.</summary>
    private static async Task<string> RunAsync(string folder, string plugin, string script, Dictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "script.js");
        await File.WriteAllTextAsync(
            file,
            $$"""
            const plugin = await import({{Quote(plugin)}})
            const hooks = await plugin.default.server({ directory: {{Quote(folder)}} })
            {{script}}
            """,
            cancellationToken);
        var options = LiveServer.Options();
        var start = LiveServer.StartInfo(options, options.ExecutablePath!, [file]);
        start.Environment["BUN_BE_BUN"] = "1";
        ServerEnvironment.SetAll(start, environment);
        var (_, output) = await Command.RunAsync(start, cancellationToken);
        return output;
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
