using OpenCode.Testing;

namespace OpenCode.Fleet.Tests.Cluster;

/// <summary>A fleet keeps its promises when machines, processes, and the store fail.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class FailureTests
{
    private const int Seed = 20;

    [Test]
    public async Task A_machine_that_drains_ends_its_jobs_and_takes_no_more(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        var world = new AgentWorld
        {
            Turn = async (_, token) =>
            {
                started.TrySetResult();
                await end.Task.WaitAsync(token);
                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(
            2,
            world,
            machine: options =>
            {
                options.MaxJobs = 1;
                options.DrainTimeout = TestTimeout.Value;
            },
            scheduling: options => options.LostAfter = TimeSpan.FromSeconds(10));
        await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 1, static (job, _) => job with { Resume = false }), cancellationToken);
        await started.Task.WaitAsync(cancellationToken);
        var machine = (await fleet.Client.GetJobAsync(new("b", 0), cancellationToken)).Session!.Machine;
        var stopping = fleet.StopAsync(machine);
        await Poll.UntilAsync(async () => (await fleet.Client.GetStatusAsync(cancellationToken)).Machines.Single(m => m.Name == machine).MaxJobs == 0, cancellationToken);
        await fleet.Client.SubmitAsync(ClusterTests.Batch("more", 3), cancellationToken);
        var since = (await ReportOfAsync()).ReportedAt;
        await Poll.UntilAsync(async () => (await ReportOfAsync()).ReportedAt > since, cancellationToken);
        Assert.That(stopping.IsCompleted, Is.False);
        end.SetResult();
        await stopping;
        var others = await fleet.Client.WatchResultsAsync("more", cancellationToken).Select(j => j.Session!.Machine).ToListAsync(cancellationToken);
        Assert.That(others, Has.Exactly(3).Not.EqualTo(machine));
        var job = await fleet.Client.WatchResultsAsync("b", cancellationToken).SingleAsync(cancellationToken);
        Assert.That((job.Result!.Outcome, job.Session!.Machine, world.Prompts(job.Id)), Is.EqualTo((FleetOutcome.Completed, machine, 1)));

        async Task<FleetMachine> ReportOfAsync() => (await fleet.Client.GetStatusAsync(cancellationToken)).Machines.Single(m => m.Name == machine);
    }

    [Test]
    public async Task Every_job_ends_once_whatever_fails(CancellationToken cancellationToken)
    {
        const int Jobs = 400;
        var random = new Random(Seed);
        var faults = new Random(Seed);
        var store = new SharedStore();
        var world = new AgentWorld
        {
            Turn = async (_, _) =>
            {
                await Task.Yield();
                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(3, world, store, machine: m => m.MaxJobs = 4);
        store.Fault = _ =>
        {
            lock (faults)
            {
                return faults.Next(20) switch
                {
                    0 => (true, false),
                    1 => (true, true),
                    _ => (false, true),
                };
            }
        };
        var submitting = fleet.Client.SubmitAsync(ClusterTests.Batch("b", Jobs), cancellationToken);
        var watching = ReadAsync(fleet.Client.WatchResultsAsync("b", await StartedAsync(fleet, cancellationToken)), cancellationToken);
        for (var i = 0; i < 5; i++)
        {
            // The kills are spread over the batch, whatever the speed of the machine.
            var ended = Jobs * (i + 1) / 8;
            await fleet.Client.WatchBatchAsync("b", cancellationToken).FirstAsync(s => s.Ended >= ended, cancellationToken);
            var name = $"m{random.Next(3)}";
            await fleet.KillAsync(name);
            await fleet.StartAsync(name);
        }

        await submitting;
        var end = await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken);
        Assert.That(end.Outcomes, Is.EqualTo(new Dictionary<FleetOutcome, int> { [FleetOutcome.Completed] = Jobs }));
        Assert.That((await watching).Select(r => r.Id.Index).Order(), Is.EqualTo(Enumerable.Range(0, Jobs)));
        Assert.That(world.AllPrompts().Values, Has.All.EqualTo(1), "no prompt runs twice");
        Assert.That(world.AllPrompts(), Has.Count.EqualTo(Jobs));
        Assert.That(end.Usage.Steps, Is.EqualTo(Jobs));
    }

    [Test]
    public async Task A_killed_machine_continues_its_jobs_when_it_is_back(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var world = new AgentWorld
        {
            Turn = async (context, token) =>
            {
                if (context.Session!.Resumes == 0)
                {
                    started.TrySetResult();
                    await token.UntilCanceledAsync();
                }

                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(2, world, machine: m => m.MaxJobs = 1);
        await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 1), cancellationToken);
        await started.Task.WaitAsync(cancellationToken);
        var session = (await fleet.Client.GetJobAsync(new("b", 0), cancellationToken)).Session!;
        await fleet.KillAsync(session.Machine);
        await fleet.StartAsync(session.Machine);
        var job = await fleet.Client.WatchResultsAsync("b", cancellationToken).SingleAsync(cancellationToken);
        Assert.That(job.Result!.Outcome, Is.EqualTo(FleetOutcome.Completed));
        Assert.That((job.Session!.SessionId, job.Session.Machine, job.Session.Resumes), Is.EqualTo((session.SessionId, session.Machine, 1)));
        Assert.That((world.Prompts(job.Id), world.Continuations(job.Id)), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_job_that_may_be_repeated_moves_to_another_machine(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var world = new AgentWorld
        {
            Turn = async (_, token) =>
            {
                if (started.TrySetResult())
                {
                    await token.UntilCanceledAsync();
                }

                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(2, world, machine: m => m.MaxJobs = 1, scheduling: s => s.LostAfter = TimeSpan.FromSeconds(10));
        await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 1, (j, _) => j with { Retries = 1 }), cancellationToken);
        await started.Task.WaitAsync(cancellationToken);
        var first = (await fleet.Client.GetJobAsync(new("b", 0), cancellationToken)).Session!;
        await fleet.KillAsync(first.Machine);
        var job = await fleet.Client.WatchResultsAsync("b", cancellationToken).SingleAsync(cancellationToken);
        Assert.That((job.Result!.Outcome, job.Attempts), Is.EqualTo((FleetOutcome.Completed, 2)));
        Assert.That(job.Session!.Machine, Is.Not.EqualTo(first.Machine));
        Assert.That(world.Prompts(job.Id), Is.EqualTo(2));
    }

    [Test]
    public async Task A_job_that_cannot_be_resumed_is_reported_with_its_session(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var world = AgentWorld.Hanging(started);
        await using var fleet = await TestFleet.StartAsync(2, world, machine: m => m.MaxJobs = 1);
        await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 1, (j, _) => j with { Resume = false }), cancellationToken);
        await started.Task.WaitAsync(cancellationToken);
        var session = (await fleet.Client.GetJobAsync(new("b", 0), cancellationToken)).Session!;
        await fleet.StopAsync(session.Machine);
        var job = await fleet.Client.WatchResultsAsync("b", cancellationToken).SingleAsync(cancellationToken);
        Assert.That((job.Result!.Outcome, job.Result.Session), Is.EqualTo((FleetOutcome.Interrupted, session)));
        Assert.That(job.Result.Reason, Does.Contain(session.Machine));
    }

    [Test]
    public async Task A_cluster_that_was_stopped_goes_on(CancellationToken cancellationToken)
    {
        var store = new SharedStore();
        var world = new AgentWorld();
        var half = new SemaphoreSlim(0);
        world.Turn = async (context, token) =>
        {
            if (context.Id.Index >= 50)
            {
                half.Release();
                await token.UntilCanceledAsync();
            }

            return null;
        };
        await using (var fleet = await TestFleet.StartAsync(2, world, store, machine: m => m.MaxJobs = 4))
        {
            await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 150), cancellationToken);
            await half.WaitAsync(cancellationToken);
        }

        world.Turn = static (_, _) => Task.FromResult<FleetJobResult?>(null);
        await using var next = await TestFleet.StartAsync(2, world, store, machine: m => m.MaxJobs = 4);
        var end = await next.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken);
        Assert.That(end.Outcomes, Is.EqualTo(new Dictionary<FleetOutcome, int> { [FleetOutcome.Completed] = 150 }));
        Assert.That(world.AllPrompts().Values, Has.All.EqualTo(1));
    }

    [Test]
    public async Task An_interrupted_submission_is_continued(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.StartAsync();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // The store fails when the first jobs are stored.
        fleet.Store.Fault = write => (write > 8, write <= 8);
        var submitting = fleet.Client.SubmitAsync(ClusterTests.Batch("b", 1_000), leaving.Token);
        await fleet.Client.WatchStartedBatchAsync("b", cancellationToken).FirstAsync(s => s.Submitted > 0, cancellationToken);
        await leaving.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => submitting);
        fleet.Store.Fault = static _ => (false, true);
        var status = await fleet.Client.SubmitAsync(ClusterTests.Batch("b", 1_000), cancellationToken);
        Assert.That(status.Submitted, Is.EqualTo(1_000));
        Assert.That((await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken)).Ended, Is.EqualTo(1_000));
        Assert.That(fleet.World.AllPrompts().Values, Has.All.EqualTo(1));
    }

    private static async Task<CancellationToken> StartedAsync(TestFleet fleet, CancellationToken cancellationToken)
    {
        await fleet.Client.WatchStartedBatchAsync("b", cancellationToken).FirstAsync(cancellationToken);
        return cancellationToken;
    }

    private static async Task<List<T>> ReadAsync<T>(IAsyncEnumerable<T> values, CancellationToken cancellationToken)
    {
        var list = new List<T>();
        await foreach (var value in values.WithCancellation(cancellationToken))
        {
            list.Add(value);
        }

        return list;
    }
}
