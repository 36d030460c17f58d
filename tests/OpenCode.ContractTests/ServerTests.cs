using OpenCode.Testing;

namespace OpenCode.ContractTests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ServerTests
{
    [Test]
    public async Task A_server_starts_answers_and_stops(CancellationToken cancellationToken)
    {
        await using var server = await OpenCodeServer.StartAsync(LiveServer.Options(), cancellationToken);
        Assert.That(server.Url.Port, Is.Not.EqualTo(LiveServer.Server.Url.Port));
        using var client = server.CreateClient();
        Assert.That((await client.Global.HealthAsync(cancellationToken)).Healthy, Is.True);

        await server.StopAsync(cancellationToken);
        await server.Exited.WaitAsync(cancellationToken);
        var failure = await Failure.OfAsync<OpenCodeConnectionException>(() => client.Global.HealthAsync(cancellationToken));
        Assert.That(failure.Message, Does.Contain("/global/health: Connection refused"));
    }

    [TestCase("::1")]
    [TestCase("0.0.0.0")]
    public async Task A_server_may_listen_elsewhere(string hostname, CancellationToken cancellationToken)
    {
        await using var server = await OpenCodeServer.StartAsync(LiveServer.Options() with { Hostname = hostname }, cancellationToken);
        using var client = server.CreateClient();
        Assert.That((await client.Global.HealthAsync(cancellationToken)).Healthy, Is.True);
    }

    [Test]
    public async Task A_port_in_use_fails_with_the_servers_words(CancellationToken cancellationToken)
    {
        var options = LiveServer.Options() with { Port = LiveServer.Server.Url.Port };
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(options, cancellationToken));
        Assert.That(failure.ExitCode, Is.EqualTo(1));
        Assert.That(failure.Message, Does.StartWith("The opencode server ended with exit code 1 before it was ready."));
        Assert.That(failure.Output, Does.Contain("ServeError"));
    }

    [Test]
    public async Task A_broken_configuration_fails_the_start_and_not_every_call_after_it(CancellationToken cancellationToken)
    {
        var options = LiveServer.Options() with
        {
            Config = null,
            Environment = new Dictionary<string, string?>(LiveServer.Options().Environment) { ["OPENCODE_CONFIG_CONTENT"] = "{ not json" },
        };
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(options, cancellationToken));
        Assert.That(failure.Message, Does.StartWith("The opencode server started but does not work: "));
        Assert.That(((OpenCodeApiException)failure.InnerException!).Error, Is.InstanceOf<Models.ConfigJsonError>());
    }

    [Test]
    public async Task An_executable_that_is_nowhere_is_named_with_the_install_command(CancellationToken cancellationToken)
    {
        var options = new OpenCodeServerOptions { ExecutablePath = Path.Combine(LiveServer.Folder, "nowhere") };
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(options, cancellationToken));
        Assert.That(failure.Message, Does.Contain("npm install -g opencode-ai").And.Contain(options.ExecutablePath));
    }

    [Test]
    public void Options_that_can_not_work_are_refused_before_anything_starts()
    {
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => OpenCodeServer.StartAsync(new() { Port = 65536 }));
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => OpenCodeServer.StartAsync(new() { Timeout = TimeSpan.Zero }));
    }
}
