using System.Text.Json;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Hooks;

/// <summary>The plugin in the server's runtime, without the server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HookProxyTests
{
    [TestCase(null, null)]
    [TestCase("", "example.test")]
    [TestCase("example.test", "")]
    [TestCase("example.test", "example.test")]
    public async Task The_plugin_uses_no_proxy_and_leaves_the_environment_as_it_is(string? upper, string? lower, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, $"proxied-{Guid.NewGuid():N}")).FullName;
        await using var hooks = await OpenCodeHooks.StartAsync(new() { BeforeTool = (_, _) => Task.FromResult(BeforeToolDecision.Refuse("It came through.")) }, cancellationToken);
        var script = Path.Combine(folder, "script.js");
        await File.WriteAllTextAsync(
            script,
            $$"""
            const plugin = await import({{Quote(hooks.Plugin.String)}})
            const { "tool.execute.before": before } = await plugin.default.server({ directory: {{Quote(folder)}} })
            await before({ tool: "bash", sessionID: "ses_1", callID: "call_1" }, { args: {} }).catch((error) => console.log(error.message))
            console.log(process.env.NO_PROXY, process.env.no_proxy)
            """,
            cancellationToken);
        var options = LiveServer.Options();
        var environment = new Dictionary<string, string?>(options.Environment) { ["BUN_BE_BUN"] = "1", ["NO_PROXY"] = upper, ["no_proxy"] = lower };
        var (_, output) = await Command.RunAsync(LiveServer.StartInfo(options with { Environment = environment }, options.ExecutablePath!, [script]), cancellationToken);
        Assert.That(output, Is.EqualTo($"It came through.\n{upper ?? "undefined"} {lower ?? "undefined"}\n"));
        await hooks.EnsureLoadedAsync(LiveServer.Client.In(folder), cancellationToken);
    }

    private static string Quote(string? text) => $"\"{JsonEncodedText.Encode(text!)}\"";
}
