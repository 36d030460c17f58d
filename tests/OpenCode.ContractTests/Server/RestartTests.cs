using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

[CancelAfter(TestTimeout.Milliseconds)]
[Parallelizable]
public sealed class RestartTests
{
    private static readonly RestartPolicy s_soon = RestartPolicy.OnCrash with { InitialDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(50) };

    [Test]
    public async Task A_server_that_is_killed_comes_back_where_it_was_and_its_clients_and_streams_with_it(CancellationToken cancellationToken)
    {
        await using var server = await OpenCodeServer.StartAsync(LiveServer.Options() with { Restart = s_soon }, cancellationToken);
        var (url, processId) = (server.Url, server.ProcessId);
        using var client = server.CreateClient(new()
        {
            MaxRetries = 10,
            EventStream = new() { InitialDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(200) },
        });
        await using var events = client.Event.SubscribeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        Assert.That(await events.MoveNextAsync(), Is.True);

        Signals.Send("KILL", processId);
        while (events.Current is not StreamGapEvent)
        {
            Assert.That(await events.MoveNextAsync(), Is.True);
        }

        Assert.That((await client.Path.GetAsync(cancellationToken)).Directory, Is.EqualTo(LiveServer.Project));

        // Its clients may find it before the SDK has made sure that it works.
        await Poll.UntilAsync(() => server.RestartCount > 0, cancellationToken);
        Assert.That(server.ProcessId, Is.Not.EqualTo(processId));
        Assert.That((server.Url, server.RestartCount, server.Exited.IsCompleted), Is.EqualTo((url, 1, false)));
        var next = await client.Session.CreateAsync(new() { Title = "After" }, cancellationToken);
        while (events.Current is not SessionCreatedEvent { Properties.Info: var created } || created.Id != next.Id)
        {
            Assert.That(await events.MoveNextAsync(), Is.True);
        }
    }

    [Test]
    public async Task A_server_that_crashes_again_and_again_is_given_up(CancellationToken cancellationToken)
    {
        using var once = new FakeExecutable("");
        var real = LiveServer.Options();
        once.Add("opencode", $"#!/bin/sh\n[ \"$1\" = serve ] || exec {real.ExecutablePath} \"$@\"\nmkdir {once.Folder}/started 2>/dev/null && exec {real.ExecutablePath} \"$@\"\necho broken >&2\nexit 9\n");
        await using var server = await OpenCodeServer.StartAsync(real with { ExecutablePath = once.Path, Restart = s_soon with { MaxRestarts = 3 } }, cancellationToken);
        Signals.Send("KILL", server.ProcessId);
        var exit = await server.Exited.WaitAsync(cancellationToken);
        Assert.That((exit.Reason, exit.Signal, exit.ToString()), Is.EqualTo((OpenCodeServerExitReason.Crashed, 9, "was killed by signal 9")));
        Assert.That(server.RestartCount, Is.Zero);
    }

    [Test]
    public async Task A_server_without_a_policy_stays_down_and_says_how_it_ended(CancellationToken cancellationToken)
    {
        await using var server = await OpenCodeServer.StartAsync(LiveServer.Options(), cancellationToken);
        Signals.Send("TERM", server.ProcessId);
        var exit = await server.Exited.WaitAsync(cancellationToken);
        Assert.That((exit.Reason, exit.ExitCode, exit.Signal), Is.EqualTo((OpenCodeServerExitReason.Crashed, 143, 15)));
        Assert.That(exit.StandardOutput, Does.Contain("listening on"));
    }

    [Test]
    public async Task A_server_that_is_stopped_while_it_is_down_stays_down(CancellationToken cancellationToken)
    {
        var later = s_soon with { InitialDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) };
        await using var server = await OpenCodeServer.StartAsync(LiveServer.Options() with { Restart = later }, cancellationToken);
        Signals.Send("KILL", server.ProcessId);
        while ((await server.CheckHealthAsync(cancellationToken)).IsHealthy)
        {
        }

        await server.StopAsync(cancellationToken);
        Assert.That((await server.Exited).Reason, Is.EqualTo(OpenCodeServerExitReason.Stopped));
    }
}
