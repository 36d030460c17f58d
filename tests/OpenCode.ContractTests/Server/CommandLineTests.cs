using System.Diagnostics;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>What this SDK relies on of the server's command line. If one of these fails, a server has changed it.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[Parallelizable]
public sealed class CommandLineTests
{
    [Test]
    public async Task The_server_takes_every_flag_it_is_given(CancellationToken cancellationToken) =>
        Assert.That(await FlagsAsync(cancellationToken, "serve", "--help"), Is.SupersetOf(ServerCommand.Flags), "opencode serve has lost a flag.");

    [Test]
    public async Task The_terminal_ui_takes_every_flag_it_is_given(CancellationToken cancellationToken)
    {
        Assert.That(await FlagsAsync(cancellationToken, "--help"), Is.SupersetOf(TuiCommand.Flags), "opencode has lost a flag.");
        Assert.That(await FlagsAsync(cancellationToken, "attach", "--help"), Is.SupersetOf(TuiCommand.AttachFlags), "opencode attach has lost a flag.");
    }

    [Test]
    public async Task The_flags_do_what_they_say(CancellationToken cancellationToken)
    {
        var options = LiveServer.Options() with { Cors = ["http://friend.test"], PrintLogs = true, LogLevel = Models.ServerLogLevel.Debug, Arguments = ["--pure"] };
        await using var server = await OpenCodeServer.StartAsync(options, cancellationToken);
        Assert.That(server.StandardOutput, Is.EqualTo($"opencode server listening on http://127.0.0.1:{server.Url.Port}"), "The line that says where it listens has changed.");
        Assert.That(server.StandardError, Does.Contain(" level="), "--print-logs and --log-level have lost their effect.");
        using var http = new HttpClient { BaseAddress = server.Url };
        foreach (var (origin, allowed) in new[] { ("http://friend.test", true), ("http://stranger.test", false) })
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, "/path") { Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "GET" } } };
            using var answer = await http.SendAsync(preflight, cancellationToken);
            Assert.That(answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) && origins.Contains(origin), Is.EqualTo(allowed), "--cors has lost its effect.");
        }
    }

    private static async Task<IReadOnlyList<string>> FlagsAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var options = LiveServer.Options();
        using var process = Process.Start(LiveServer.StartInfo(options, options.ExecutablePath!, arguments))!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var help = await process.StandardOutput.ReadToEndAsync(cancellationToken) + await error;
        await process.WaitForExitAsync(cancellationToken);
        return [.. help.Split([' ', ',', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith("--", StringComparison.Ordinal)).Select(word => word[2..])];
    }
}
