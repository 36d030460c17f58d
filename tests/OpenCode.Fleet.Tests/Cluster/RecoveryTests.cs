using OpenCode.Testing;

namespace OpenCode.Fleet.Tests.Cluster;

/// <summary>What the scheduler and the batches do not know after a failure, they find out.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class RecoveryTests
{
    [Test]
    public async Task The_results_of_a_batch_that_is_canceled_during_its_submission_end(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.StartAsync(machine: m => m.MaxJobs = 0);
        var batch = fleet.Grains.Batch("b");
        await batch.OpenAsync(null, 250);
        await batch.AddAsync(0, ClusterTests.Batch("b", 100).Jobs, null);
        await fleet.Client.CancelBatchAsync("b", cancellationToken);
        Assert.That((await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken)).Ended, Is.EqualTo(100));
        Assert.That(await fleet.Client.WatchResultsAsync("b", cancellationToken).CountAsync(cancellationToken), Is.EqualTo(100));
        Assert.That(() => fleet.Client.SubmitAsync(ClusterTests.Batch("b", 250), cancellationToken), Throws.ArgumentException.With.Message.Contains("canceled"));
    }

    [Test]
    public async Task A_canceled_batch_ends_although_its_machine_is_lost(CancellationToken cancellationToken)
    {
        var store = new SharedStore();
        var started = new TaskCompletionSource();
        var world = AgentWorld.Hanging(started);
        await using (var fleet = await TestFleet.StartAsync(1, world, store))
        {
            await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 1), cancellationToken);
            await started.Task.WaitAsync(cancellationToken);
            await fleet.KillAsync("m0");
        }

        await using var next = await TestFleet.StartAsync(1, world, store, machine: m => m.MaxJobs = 0, scheduling: s => s.LostAfter = TimeSpan.FromSeconds(10));
        await next.Client.CancelBatchAsync("b", cancellationToken);
        Assert.That((await next.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken)).Outcomes, Is.EqualTo(new Dictionary<FleetOutcome, int> { [FleetOutcome.Canceled] = 1 }));
    }

    [Test]
    public async Task The_results_are_complete_although_the_machine_was_killed_after_the_last_job(CancellationToken cancellationToken)
    {
        var store = new SharedStore();
        await using (var fleet = await TestFleet.StartAsync(1, null, store))
        {
            await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 3), cancellationToken);
            await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken);
            await fleet.KillAsync("m0");
        }

        await using var next = await TestFleet.StartAsync(1, null, store);
        var status = await next.Client.GetBatchAsync("b", cancellationToken);
        Assert.That((status.IsEnded, status.Ended), Is.EqualTo((true, 3)));
        Assert.That(await next.Client.WatchResultsAsync("b", cancellationToken).CountAsync(cancellationToken), Is.EqualTo(3));
    }

    [Test]
    public async Task A_batch_whose_row_is_lost_does_not_stop_the_others(CancellationToken cancellationToken)
    {
        var store = new SharedStore();
        await using (var fleet = await TestFleet.StartAsync(1, null, store, machine: m => m.MaxJobs = 0))
        {
            await fleet.Client.SubmitAsync(ClusterTests.Batch("a", 1), cancellationToken);
            await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 1), cancellationToken);
        }

        store.Forget(static key => key.Contains("chunk", StringComparison.Ordinal) && key.Contains("a/0", StringComparison.Ordinal));
        await using var next = await TestFleet.StartAsync(1, null, store);

        // Without a call for the batch, so that only the scheduler loads it.
        await Poll.UntilAsync(() => next.World.Prompts(new("b", 0)) == 1, cancellationToken);
        Assert.That(next.World.Prompts(new("a", 0)), Is.Zero);
    }

    [Test]
    public async Task The_queue_is_read_although_the_store_failed_at_first(CancellationToken cancellationToken)
    {
        var store = new SharedStore();
        await using (var fleet = await TestFleet.StartAsync(1, null, store, machine: m => m.MaxJobs = 0))
        {
            await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 1), cancellationToken);
        }

        var failures = 0;
        store.IsUnreadable = name => name == "index" && Interlocked.Increment(ref failures) <= 2;
        await using var next = await TestFleet.StartAsync(1, null, store);

        // Without a call for the batch, so that only the scheduler loads it.
        await Poll.UntilAsync(() => next.World.Prompts(new("b", 0)) == 1, cancellationToken);
        Assert.That(failures, Is.GreaterThan(2));
    }

    [Test]
    public async Task A_machine_that_cannot_start_jobs_does_not_use_them_up(CancellationToken cancellationToken)
    {
        var failed = new TaskCompletionSource();
        var failures = 0;
        var world = new AgentWorld
        {
            Prepare = machine =>
            {
                if (machine == "m0")
                {
                    if (Interlocked.Increment(ref failures) == 3)
                    {
                        failed.SetResult();
                    }

                    throw new IOException("The disk is full.");
                }
            },
            Turn = async (_, token) =>
            {
                await failed.Task.WaitAsync(token);
                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(2, world, machine: m => m.MaxJobs = 1);
        await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 50), cancellationToken);
        var end = await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken);
        Assert.That(end.Outcomes, Is.EqualTo(new Dictionary<FleetOutcome, int> { [FleetOutcome.Completed] = 50 }));
    }

    [Test]
    public async Task A_job_that_no_machine_can_start_fails_with_the_reason(CancellationToken cancellationToken)
    {
        var world = new AgentWorld { Prepare = static _ => throw new IOException("The repository does not exist.") };
        await using var fleet = await TestFleet.StartAsync(2, world);
        await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 1), cancellationToken);
        var job = await fleet.Client.WatchResultsAsync("b", cancellationToken).SingleAsync(cancellationToken);
        Assert.That((job.Result!.Outcome, job.Result.Reason, job.Result.Session), Is.EqualTo((FleetOutcome.Failed, "The repository does not exist.", default(FleetJobSession))));
    }
}
