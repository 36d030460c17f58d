using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using OpenCode.Testing;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>Another process of the machine wants to decide, and what is left of the hooks.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HookSecurityTests
{
    [TestCase("", 200)]
    [TestCase("no token", 401)]
    [TestCase("wrong token", 401)]
    [TestCase("two tokens", 401)]
    [TestCase("wrong path", 404)]
    [TestCase("root", 404)]
    [TestCase("wrong host", 403)]
    [TestCase("origin", 403)]
    public async Task Only_the_plugin_gets_in(string how, int status)
    {
        await using var world = await HookWorld.StartAsync(Options());
        using var request = new HttpRequestMessage(HttpMethod.Post, how switch
        {
            "wrong path" => world.Url[..^1] + (world.Url[^1] == '0' ? '1' : '0'),
            "root" => new Uri(new Uri(world.Url), "/").AbsoluteUri,
            _ => world.Url,
        })
        { Content = new StringContent(HookWorld.Before("{}"), Encoding.UTF8, "application/json") };
        string[] tokens = how switch
        {
            "no token" => [],
            "wrong token" => [world.Authorization[..^1] + (world.Authorization[^1] == '0' ? '1' : '0')],
            "two tokens" => [world.Authorization, world.Authorization],
            _ => [world.Authorization],
        };
        foreach (var token in tokens)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        request.Headers.Host = how == "wrong host" ? "evil.test" : null;
        if (how == "origin")
        {
            request.Headers.Add("Origin", "https://evil.test");
        }

        using var http = new HttpClient();
        using var response = await http.SendAsync(request);
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task The_plugin_is_private_and_goes_with_the_hooks()
    {
        var world = await HookWorld.StartAsync(Options());
        var folder = Path.GetDirectoryName(world.PluginFile)!;
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(world.PluginFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(File.GetUnixFileMode(folder), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }

        await world.DisposeAsync();
        await world.Hooks.DisposeAsync();
        Assert.That(Directory.Exists(folder), Is.False);
    }

    [Test]
    public async Task What_a_killed_process_has_left_is_removed_and_what_is_in_use_stays()
    {
        await using var used = await HookWorld.StartAsync(Options());
        var left = Directory.CreateTempSubdirectory("opencode-hooks-");
        await File.WriteAllTextAsync(Path.Combine(left.FullName, "lock"), "");
        foreach (var folder in new[] { left.FullName, Path.GetDirectoryName(used.PluginFile)! })
        {
            Directory.SetLastWriteTimeUtc(folder, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        await using var next = await HookWorld.StartAsync(Options());
        left.Refresh();
        Assert.That((left.Exists, File.Exists(used.PluginFile)), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task No_text_contains_the_secrets(CancellationToken cancellationToken)
    {
        var logs = new FakeLogCollector();
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs)));
        await using var world = await HookWorld.StartAsync(Options() with { LoggerFactory = factory });
        await world.AskAsync(HookWorld.Before("{}"), cancellationToken);
        await world.PostAsync("{", cancellationToken);
        using var http = new HttpClient();
        Assert.That((await http.PostAsync(world.Url, null, cancellationToken)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        var all = string.Join('\n', logs.GetSnapshot().Select(record => $"{record.Message} {record.Exception}")) + world.Hooks + world.Hooks.Address + world.Hooks.Plugin;
        Assert.That(all, Does.Contain("A request without the token of hooks was refused with status 401"));
        Assert.That(all, Does.Not.Contain(world.Authorization["Bearer ".Length..]).And.Not.Contain(new Uri(world.Url).AbsolutePath[1..]));
    }

    [Test]
    public async Task A_host_runs_the_hooks_and_configures_its_servers(CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton("bash");
        builder.Services.AddOptions<OpenCodeServerOptions>("any").Configure(server => server.Config = new() { Plugin = ["other"] });
        builder.Services.AddOpenCodeHooks((options, services) =>
        {
            var tool = services.GetRequiredService<string>();
            options.BeforeTool = (call, _) => Task.FromResult(call.Tool == tool ? BeforeToolDecision.Refuse("no") : BeforeToolDecision.Continue);
        });
        Assert.That(() => builder.Services.AddOpenCodeHooks((_, _) => { }), Throws.ArgumentException);
        using var host = builder.Build();
        var plugins = host.Services.GetRequiredService<IOptionsMonitor<OpenCodeServerOptions>>().Get("any").Config!.Plugin!;
        await host.StartAsync(cancellationToken);
        var hooks = host.Services.GetRequiredService<OpenCodeHooks>();
        Assert.That(plugins.Select(plugin => plugin.String), Is.EqualTo(new[] { "other", hooks.Plugin.String }));
        var file = new Uri(hooks.Plugin.String!).LocalPath;
        Assert.That(File.Exists(file), Is.True);
        await host.StopAsync(cancellationToken);
        Assert.That(File.Exists(file), Is.False);
    }

    private static OpenCodeHooksOptions Options() => new() { BeforeTool = (_, _) => Task.FromResult(BeforeToolDecision.Continue) };
}
