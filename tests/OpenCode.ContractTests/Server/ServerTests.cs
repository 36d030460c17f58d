using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

[CancelAfter(TestTimeout.Milliseconds)]
[Parallelizable]
public sealed class ServerTests
{
    [Test]
    public async Task A_server_starts_answers_and_stops(CancellationToken cancellationToken)
    {
        await using var server = await OpenCodeServer.StartAsync(LiveServer.Options(), cancellationToken);
        Assert.That(server.Version, Is.EqualTo(LiveServer.Version));
        Assert.That(server.StandardOutput, Is.EqualTo($"opencode server listening on {server.Url.ToString().TrimEnd('/')}"));
        using var process = Process.GetProcessById(server.ProcessId);
        Assert.That(process.ProcessName, Does.Contain("opencode"));
        using var client = server.CreateClient();
        Assert.That((await client.Global.HealthAsync(cancellationToken)).Healthy, Is.True);
        Assert.That((await server.CheckHealthAsync(cancellationToken)).IsHealthy, Is.True);

        await Task.WhenAll(server.StopAsync(cancellationToken), server.StopAsync(cancellationToken));
        await server.StopAsync(cancellationToken);
        var exit = await server.Exited;
        Assert.That((exit.Reason, exit.Signal, exit.ToString()), Is.EqualTo((OpenCodeServerExitReason.Stopped, (int?)null, "was stopped")));
        var failure = await Failure.OfAsync<OpenCodeConnectionException>(() => client.Global.HealthAsync(cancellationToken));
        Assert.That(failure.Message, Does.Contain("/global/health: Connection refused"));
        var health = await server.CheckHealthAsync(cancellationToken);
        Assert.That((health.IsHealthy, health.Failure), Is.EqualTo((false, health.Failure as OpenCodeConnectionException)));
    }

    [TestCase("::1")]
    [TestCase("0.0.0.0")]
    [TestCase("localhost")]
    public async Task A_server_may_listen_elsewhere(string hostname, CancellationToken cancellationToken)
    {
        await using var server = await OpenCodeServer.StartAsync(LiveServer.Options() with { Hostname = hostname }, cancellationToken);
        using var client = server.CreateClient();
        Assert.That((await client.Global.HealthAsync(cancellationToken)).Healthy, Is.True);
    }

    [Test]
    public async Task Two_instances_run_side_by_side_and_know_only_their_own_passwords(CancellationToken cancellationToken)
    {
        var starts = Enumerable.Range(0, 2).Select(_ => OpenCodeInstance.StartAsync(LiveServer.Options(), new OpenCodeClientOptions { MaxRetries = 0 }, cancellationToken)).ToArray();
        await using var one = await starts[0];
        await using var two = await starts[1];
        Assert.That(one.Server.Url, Is.Not.EqualTo(two.Server.Url));
        Assert.That((await two.Client.Path.GetAsync(cancellationToken)).Directory, Is.EqualTo(LiveServer.Project));
        using var stranger = new OpenCodeClient(one.Server.ClientOptions with { Password = two.Server.ClientOptions.Password });
        var refused = await Failure.OfAsync<OpenCodeApiException>(() => stranger.Path.GetAsync(cancellationToken));
        Assert.That(refused.Message, Is.EqualTo($"The server does not accept the user name and password. (GET {one.Server.Url}path returned 401 Unauthorized)"));
    }

    [Test]
    public async Task A_port_in_use_fails_or_gives_way(CancellationToken cancellationToken)
    {
        var options = LiveServer.Options() with { Port = LiveServer.Server.Url.Port };
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(options, cancellationToken));
        Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.PortInUse));
        await using var server = await OpenCodeServer.StartAsync(options with { PortFallback = true }, cancellationToken);
        Assert.That(server.Url.Port, Is.Not.EqualTo(options.Port));
    }

    [Test]
    public async Task A_broken_configuration_fails_the_start_and_not_every_call_after_it(CancellationToken cancellationToken)
    {
        var options = ServerAddress.Decide(LiveServer.Options() with { Config = null });
        options.Environment = new Dictionary<string, string?>(options.Environment) { ["OPENCODE_CONFIG_CONTENT"] = "{ not json" };
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(options, cancellationToken));
        const string reason = """

            --- JSONC Input ---
            { not json
            --- Errors ---
            InvalidSymbol at line 1, column 3
               Line 1: { not json
                        ^
            InvalidSymbol at line 1, column 7
               Line 1: { not json
                            ^
            CloseBraceExpected at line 1, column 11
               Line 1: { not json
                                ^
            --- End ---
            """;
        Assert.That(failure.Message, Is.EqualTo($"""
            The opencode server started but does not work: {reason.Replace("\n", "\\n")} (GET {ServerAddress.Url(options)}config returned 400 BadRequest) Its log files are in {LiveServer.LogFolder}.
            Standard output:
            opencode server listening on http://127.0.0.1:{options.Port}
            """));
        Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.Unusable));
        Assert.That(((OpenCodeApiException)failure.InnerException!).Error, Is.InstanceOf<Models.ConfigJsonError>());
    }

    [Test]
    public async Task A_server_that_wants_another_password_fails_the_start(CancellationToken cancellationToken)
    {
        var options = ServerAddress.Decide(LiveServer.Options());
        using var other = new FakeExecutable($"OPENCODE_SERVER_PASSWORD=other exec {options.ExecutablePath} \"$@\"");
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(options with { ExecutablePath = other.Path }, cancellationToken));
        Assert.That(failure.Message, Is.EqualTo($"""
            The opencode server started but does not work: The server does not accept the user name and password. (GET {ServerAddress.Url(options)}global/health returned 401 Unauthorized) Its log files are in {LiveServer.LogFolder}.
            Standard output:
            opencode server listening on http://127.0.0.1:{options.Port}
            """));
    }

    [Test]
    public async Task Without_a_password_anybody_may_call_and_the_server_warns_of_it(CancellationToken cancellationToken)
    {
        await using var server = await OpenCodeServer.StartAsync(LiveServer.Options() with { Password = "" }, cancellationToken);
        using var client = new OpenCodeClient(server.Url);
        Assert.That((await client.Path.GetAsync(cancellationToken)).Directory, Is.EqualTo(LiveServer.Project));
        Assert.That(server.StandardOutput, Does.Contain("server is unsecured"));
    }

    [Test]
    public async Task The_logger_gets_what_the_server_writes_but_not_its_password(CancellationToken cancellationToken)
    {
        using var log = new FakeLoggerProvider();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
        var options = LiveServer.Options() with { LoggerFactory = factory, PrintLogs = true, LogLevel = Models.ServerLogLevel.Info };
        string password;
        await using (var server = await OpenCodeServer.StartAsync(options, cancellationToken))
        {
            password = server.ClientOptions.Password!;
        }

        var records = log.Collector.GetSnapshot();
        Assert.That(records.Select(r => r.Category), Has.All.EqualTo("OpenCode.OpenCodeServer"));
        Assert.That(records.Select(r => r.Message), Has.Some.StartsWith($"opencode server {LiveServer.Version} listens on http://127.0.0.1:"));
        Assert.That(records, Has.Some.Matches<FakeLogRecord>(r => r.Level == LogLevel.Information && r.Message.Contains(" level=INFO ")));
        Assert.That(records[^1].Message, Does.EndWith(") was stopped"));
        Assert.That(records.Select(r => r.Message), Has.None.Contains(password));
    }

    [Test]
    public async Task A_server_that_hangs_is_not_healthy_and_ends_all_the_same(CancellationToken cancellationToken)
    {
        await using var server = await OpenCodeServer.StartAsync(LiveServer.Options() with { StopTimeout = TimeSpan.FromSeconds(0.2) }, cancellationToken);
        Signals.Send("STOP", server.ProcessId);
        var health = await server.CheckHealthAsync(cancellationToken);
        Assert.That((health.IsHealthy, health.Failure), Is.EqualTo((false, health.Failure as TimeoutException)));
        Assert.That(health.Failure!.Message, Does.Contain(" 00:00:05 "));
        await server.StopAsync(cancellationToken);
        Assert.That((await server.Exited).Reason, Is.EqualTo(OpenCodeServerExitReason.Stopped));
    }
}
