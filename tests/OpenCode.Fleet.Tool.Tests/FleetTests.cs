using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tool.Tests;

/// <summary>The tool as people run it: processes for the store, the machines, and the clients, and real servers with a scripted model.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FleetTests
{
    private const string Slow = "Take your time";
    private const string Ask = "Run a command";

    /// <summary>What the model received, without requests for titles.</summary>
    private readonly ConcurrentQueue<string> _prompts = new();

    /// <summary>The response to slow prompts waits for it.</summary>
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public async Task A_batch_runs_and_is_reported_while_the_store_is_killed_and_restarted(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.CreateAsync(AnswerAsync);
        var store = await fleet.StartAsync(cancellationToken, "store", "--port", $"{fleet.Port}");
        var machine = await fleet.StartAsync(cancellationToken, "up", "--name", "alpha", "--label", "linux", "--model", "demo/*=2", "--store", fleet.Store);
        var submitted = await fleet.RunAsync(cancellationToken, "submit", fleet.WriteBatch("first", "One", "Two", "Three"), "--watch");
        Assert.That(submitted.Output, Does.Contain("Batch first: 3 jobs").And.Contains("3 of 3 jobs ended, 3 completed"));
        Assert.That(submitted.ExitCode, Is.Zero, submitted.Output);

        await store.KillAsync(cancellationToken);
        await fleet.StartAsync(cancellationToken, "store", "--port", $"{fleet.Port}");
        var report = await fleet.RunAsync(cancellationToken, "report", "first", "--json");
        var jobs = report.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => FleetJson.Read<FleetJobStatus>(line)).ToList();
        Assert.That(jobs.Select(job => job.Result!.Text), Is.EqualTo(["You asked: One", "You asked: Two", "You asked: Three"]));
        Assert.That(jobs.Select(job => job.Session!.Machine), Is.All.EqualTo("alpha"));
        Assert.That((await fleet.RunAsync(cancellationToken, "submit", fleet.WriteBatch("second", "Four"), "--watch")).ExitCode, Is.Zero);
        Assert.That((await fleet.RunAsync(cancellationToken, "status")).Output, Does.Match("alpha +│ linux +│ demo/\\* \\(2\\) +│ 0 of 4 +│ ready"));
        Assert.That(await machine.StopAsync(cancellationToken), Is.Zero, machine.Output);
        Assert.That(fleet.Mark.Processes().Values, Has.One.Items.And.All.Contains("store"));
    }

    [Test]
    public async Task A_machine_that_is_stopped_and_started_continues(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.CreateAsync(AnswerAsync);
        string[] up = ["up", "--name", "alpha", "--jobs", "1", "--port", $"{fleet.Port}"];
        var machine = await fleet.StartAsync(cancellationToken, up);
        await fleet.RunAsync(cancellationToken, "submit", fleet.WriteBatch("night", Slow, "Then this"));
        await Poll.UntilAsync(() => !_prompts.IsEmpty, cancellationToken);
        Assert.That(await machine.StopAsync(cancellationToken), Is.Zero, machine.Output);
        Assert.That(await fleet.Mark.LeftAsync(TestTimeout.Value), Is.Empty);

        _release.SetResult();
        machine = await fleet.StartAsync(cancellationToken, up);
        var watched = await fleet.RunAsync(cancellationToken, "watch", "night");
        Assert.That(watched.Output, Does.Contain("2 of 2 jobs ended, 2 completed"));
        Assert.That(watched.ExitCode, Is.Zero, watched.Output);
        Assert.That(_prompts.Count(prompt => prompt == Slow), Is.EqualTo(1), "A prompt that a server accepted must not be sent again.");
        Assert.That(await machine.StopAsync(cancellationToken), Is.Zero, machine.Output);
        Assert.That(await fleet.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }

    [Test]
    public async Task A_machine_that_is_stopped_twice_ends_at_once(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.CreateAsync(AnswerAsync);
        var store = await fleet.StartAsync(cancellationToken, "store", "--port", $"{fleet.Port}");
        var machine = await fleet.StartAsync(cancellationToken, "up", "--name", "alpha", "--store", fleet.Store);
        await fleet.RunAsync(cancellationToken, "submit", fleet.WriteBatch("night", Slow));
        await Poll.UntilAsync(() => !_prompts.IsEmpty, cancellationToken);

        // Without the store, the machine can't release its job.
        await store.KillAsync(cancellationToken);
        machine.SendStop();
        await Poll.UntilAsync(() => machine.Output.Contains("Stopping", StringComparison.Ordinal), cancellationToken);
        Assert.That(await machine.StopAsync(cancellationToken), Is.Not.Zero, "it did not stop in order");
        Assert.That(await fleet.Mark.LeftAsync(TestTimeout.Value), Is.Empty, "its server ends with it");
    }

    [Test]
    public async Task Requests_receive_replies_and_jobs_are_canceled(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.CreateAsync(AnswerAsync);
        await fleet.StartAsync(cancellationToken, "up", "--name", "alpha", "--port", $"{fleet.Port}");
        await fleet.RunAsync(cancellationToken, "submit", fleet.WriteBatch("asks", Ask, Slow));
        var status = FleetJson.Read<FleetStatus>(await fleet.PollAsync("\"permission\":\"bash\"", cancellationToken, "status", "--json"));
        Assert.That((await fleet.RunAsync(cancellationToken, "reply", "asks/0", "unknown", "--allow")).Output, Does.Contain("The job asks/0 has no request unknown that waits for a reply."));
        Assert.That((await fleet.RunAsync(cancellationToken, "reply", "asks/0", status.Asks[0].Id, "--allow")).ExitCode, Is.Zero);
        Assert.That((await fleet.RunAsync(cancellationToken, "watch", "asks/0")).Output, Does.Contain("It wrote: permitted"));
        Assert.That((await fleet.RunAsync(cancellationToken, "cancel", "asks/1")).Output, Does.Contain("asks/1 is canceled."));
        var watched = await fleet.RunAsync(cancellationToken, "watch", "asks");
        Assert.That(watched.Output, Does.Contain("2 of 2 jobs ended, 1 completed, 1 canceled"));
        Assert.That(watched.ExitCode, Is.EqualTo(FleetApp.Failure));
        Assert.That((await fleet.RunAsync(cancellationToken, "cancel", "asks")).Output, Does.Contain("asks has already ended."));
        Assert.That((await fleet.RunAsync(cancellationToken, "report", "asks")).Output, Does.Contain("canceled").And.Contains("It wrote: permitted"));
        Assert.That((await fleet.RunAsync(cancellationToken, "delete", "asks")).Output, Does.Contain("asks is deleted."));
        Assert.That((await fleet.RunAsync(cancellationToken, "delete", "asks")).Output, Does.Contain("opencode-fleet: The fleet has no batch 'asks'."));
        Assert.That((await fleet.RunAsync(cancellationToken, "report", "other")).Output, Does.Contain("opencode-fleet: The fleet has no batch 'other'."));
    }

    private async IAsyncEnumerable<DemoChunk> AnswerAsync(DemoRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!request.HasTools)
        {
            yield return new DemoText("A title");
            yield break;
        }

        if (request.FollowsTool)
        {
            yield return new DemoText($"It wrote: {request.ToolResults[^1]}");
            yield break;
        }

        _prompts.Enqueue(request.Prompt);
        if (request.Prompt == Slow)
        {
            await _release.Task.WaitAsync(cancellationToken);
        }

        yield return request.Prompt == Ask ? new DemoToolCall("bash", """{"command":"echo permitted","description":"Writes a word"}""") : new DemoText($"You asked: {request.Prompt}");
    }
}
