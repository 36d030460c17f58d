using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.Aspire.Tests;

/// <summary>The server of a resource, from its start to its end, without the orchestrator.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class LifecycleTests
{
    [Test]
    public async Task A_server_starts_restarts_and_stops_with_everything_it_has_started(CancellationToken cancellationToken)
    {
        await using var model = await DemoModel.StartAsync((request, _) => new DemoChunk[] { new DemoText(request.HasTools ? "Hello" : "A title") }.ToAsyncEnumerable());
        var application = new Application();
        await using (application)
        {
            application.Agent.WithConfig(model.CreateConfig()).WithModel(DemoModel.Name);
            await application.InitializeAsync(cancellationToken);
            var running = await application.StateAsync(KnownResourceStates.Running, cancellationToken);
            Assert.That(running.Properties.Select(property => property.Name), Is.SupersetOf(new[] { "Version", "Process ID", "Model", "Working directory", "Data directory" }));
            using var client = await application.ClientAsync(cancellationToken);
            var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
            Assert.That((await client.Session.RunAsync(session.Id, "Hi", TurnOptions.Unattended, cancellationToken)).Text, Is.EqualTo("Hello"));
            var report = await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(cancellationToken);
            Assert.That((report.Entries["agent_check"].Status, report.Entries["agent_check"].Description), Is.EqualTo((HealthStatus.Healthy, $"opencode {Property(running, "Version")} at {client.BaseUrl}")));

            // A daemon of a tool, which has left its session.
            var daemon = await client.Session.ShellAsync(session.Id, new() { Agent = "build", Command = "setsid sleep 1000 >/dev/null 2>&1 & echo started" }, cancellationToken: cancellationToken);
            Assert.That(daemon, Is.Not.Null);

            // References to the server stay valid, so its address and password stay the same.
            Assert.That((await application.CommandAsync(KnownResourceCommands.RestartCommand, cancellationToken)).Success, Is.True);
            var restarted = await application.StateAsync(KnownResourceStates.Running, cancellationToken);
            Assert.That(Property(restarted, "Process ID"), Is.Not.EqualTo(Property(running, "Process ID")));
            Assert.That((await client.Session.GetAsync(session.Id, cancellationToken: cancellationToken)).Id, Is.EqualTo(session.Id));

            Assert.That((await application.CommandAsync(KnownResourceCommands.StopCommand, cancellationToken)).Success, Is.True);
            Assert.That((await application.StateAsync(KnownResourceStates.Exited, cancellationToken)).StopTimeStamp, Is.Not.Null);
            Assert.That(await application.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
            var stopped = await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(cancellationToken);
            Assert.That(stopped.Entries["agent_check"].Description, Is.EqualTo("The opencode server is not running."));

            Assert.That((await application.CommandAsync(KnownResourceCommands.StartCommand, cancellationToken)).Success, Is.True);
            Assert.That((await client.GetServerInfoAsync(cancellationToken)).IsHealthy, Is.True);
        }

        Assert.That(await application.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }

    [Test]
    public async Task A_server_that_crashes_has_exited(CancellationToken cancellationToken)
    {
        await using var application = new Application();
        await application.InitializeAsync(cancellationToken);
        var running = await application.StateAsync(KnownResourceStates.Running, cancellationToken);
        using var process = System.Diagnostics.Process.GetProcessById((int)Property(running, "Process ID")!);
        process.Kill();
        var exited = await application.StateAsync(KnownResourceStates.Exited, cancellationToken);
        Assert.That((exited.ExitCode, exited.State!.Style), Is.EqualTo((137, KnownResourceStateStyles.Error)));
        Assert.That(exited.Urls.Select(url => url.IsInactive), Has.All.True);
        Assert.That(await application.LogAsync("killed", cancellationToken), Does.Contain("was killed by signal 9"));
    }

    [TestCase("echo 2.0.1", "supports opencode 1.x")]
    [TestCase("echo 'no such thing' >&2; exit 3", "ended with exit code 3 before it was ready")]
    public async Task A_server_that_does_not_start_says_why(string script, string reason, CancellationToken cancellationToken)
    {
        using var executable = new FakeExecutable(script);
        await using var application = new Application(executable.Path);
        await application.InitializeAsync(cancellationToken);
        await application.StateAsync(KnownResourceStates.FailedToStart, cancellationToken);
        Assert.That(await application.LogAsync("The opencode server cannot be started.", cancellationToken), Does.Contain(reason));
        Assert.That((await application.CommandAsync(KnownResourceCommands.StartCommand, cancellationToken)).Message, Does.Contain(reason));
    }

    [Test]
    public async Task A_missing_executable_is_named(CancellationToken cancellationToken)
    {
        await using var application = new Application("/nowhere/opencode");
        await application.InitializeAsync(cancellationToken);
        await application.StateAsync(KnownResourceStates.FailedToStart, cancellationToken);
        Assert.That(await application.LogAsync("The opencode server cannot be started.", cancellationToken), Does.Contain("/nowhere/opencode does not exist.").And.Contain("npm install -g opencode-ai@1"));
    }

    [Test]
    public async Task The_log_shows_no_secret(CancellationToken cancellationToken)
    {
        using var executable = new FakeExecutable("""echo "password $OPENCODE_SERVER_PASSWORD, plain $PLAIN, key $SOME_KEY"; exit 3""");
        await using var application = new Application(executable.Path);
        application.Builder.Configuration["Parameters:hidden"] = "hunter2-of-a-parameter";
        application.Agent
            .WithEnvironment("PLAIN", application.Builder.AddParameter("hidden", secret: true))
            .WithEnvironment("SOME_KEY", "hunter2-of-a-variable");
        await application.InitializeAsync(cancellationToken);
        await application.StateAsync(KnownResourceStates.FailedToStart, cancellationToken);
        var password = await application.Agent.Resource.Password.GetValueAsync(cancellationToken);
        Assert.That(await application.LogAsync("The opencode server cannot be started.", cancellationToken), Does.Contain("password ").And.Not.Contain(password).And.Not.Contain("hunter2"));
    }

    [Test]
    public async Task A_server_that_is_started_by_hand_waits_for_it(CancellationToken cancellationToken)
    {
        using var executable = new FakeExecutable("exit 3");
        await using var application = new Application(executable.Path);
        application.Agent.WithExplicitStart();
        await application.InitializeAsync(cancellationToken);
        await application.StateAsync(KnownResourceStates.NotStarted, cancellationToken);
        Assert.That(application.Agent.Resource.PrimaryEndpoint.IsAllocated, Is.True);
        Assert.That((await application.CommandAsync(KnownResourceCommands.StartCommand, cancellationToken)).Success, Is.False);
    }

    /// <summary>An app host that an agent starts is itself a child of a server.</summary>
    [Test]
    public async Task Variables_of_a_parent_do_not_reach_the_server(CancellationToken cancellationToken)
    {
        using var executable = new FakeExecutable("""echo "client ${OPENCODE_CLIENT-none} model $OPENCODE_CONFIG_CONTENT extra $EXTRA"; exit 3""");
        await using var application = new Application(executable.Path);
        application.Agent.WithModel("demo/scripted").WithEnvironment("EXTRA", "value").WithArgs("--print-logs");
        Environment.SetEnvironmentVariable("OPENCODE_CLIENT", "parent");
        try
        {
            await application.InitializeAsync(cancellationToken);
        }
        finally
        {
            Environment.SetEnvironmentVariable("OPENCODE_CLIENT", null);
        }

        await application.StateAsync(KnownResourceStates.FailedToStart, cancellationToken);
        Assert.That(await application.LogAsync("The opencode server cannot be started.", cancellationToken), Does.Contain("client none model {").And.Contain("\"model\":\"demo/scripted\"").And.Contain("\"question\":\"deny\"").And.Contain("extra value"));
    }

    private static object? Property(CustomResourceSnapshot snapshot, string name) => snapshot.Properties.Single(property => property.Name == name).Value;
}
