using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tests.Cluster;

/// <summary>A fleet runs, cancels, and reports jobs.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ClusterTests
{
    [Test]
    public async Task All_jobs_of_a_batch_end(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.StartAsync(2);
        var status = await fleet.Client.SubmitAsync(Batch("b", 250), cancellationToken);
        Assert.That((status.Count, status.Submitted), Is.EqualTo((250, 250)));
        var results = new List<FleetJobStatus>();
        await foreach (var job in fleet.Client.WatchResultsAsync("b", cancellationToken))
        {
            results.Add(job);
        }

        Assert.That(results.Select(r => r.Id.Index).Order(), Is.EqualTo(Enumerable.Range(0, 250)));
        Assert.That(results, Has.All.Matches<FleetJobStatus>(r => r.State == FleetJobState.Ended && r.Result!.Text == $"{r.Job.Prompt}: done"));
        var end = await fleet.Client.GetBatchAsync("b", cancellationToken);
        Assert.That(end.IsEnded, Is.True);
        Assert.That(end.Outcomes, Is.EqualTo(new Dictionary<FleetOutcome, int> { [FleetOutcome.Completed] = 250 }));
        Assert.That(end.Usage.Cost, Is.EqualTo(2.5m));
    }

    [Test]
    public async Task Traces_cross_machines_and_metrics_count_jobs(CancellationToken cancellationToken)
    {
        var spans = new ConcurrentQueue<Activity>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == FleetTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(traces);
        var cost = 0d;
        using var metrics = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "fleet.job.cost")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new("gen_ai.request.model", "traced/model")))
            {
                cost += value;
            }
        });
        metrics.Start();
        await using var fleet = await TestFleet.StartAsync();
        await fleet.Client.SubmitAsync(Batch("traced", 1, static (job, _) => job with { Model = "traced/model" }), cancellationToken);
        await fleet.Client.WatchBatchAsync("traced", cancellationToken).LastAsync(cancellationToken);
        var submit = spans.Single(s => s.OperationName == "fleet.submit" && "traced".Equals(s.GetTagItem("fleet.batch.id")));

        // The span ends after the result is stored.
        await Poll.UntilAsync(() => spans.Any(IsJob), cancellationToken);
        var job = spans.Single(IsJob);
        Assert.That((job.TraceId, job.ParentSpanId, job.GetTagItem("fleet.machine"), job.GetTagItem("fleet.job.outcome")), Is.EqualTo((submit.TraceId, submit.SpanId, "m0", "Completed")));
        Assert.That(cost, Is.EqualTo(0.01).Within(1e-9));

        static bool IsJob(Activity span) => span.OperationName == "fleet.job" && "traced/0".Equals(span.GetTagItem("fleet.job.id"));
    }

    [Test]
    public async Task A_canceled_batch_starts_nothing_more(CancellationToken cancellationToken)
    {
        var started = new SemaphoreSlim(0);
        var world = new AgentWorld
        {
            Turn = async (_, token) =>
            {
                started.Release();
                await token.UntilCanceledAsync();
                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(1, world, machine: m => m.MaxJobs = 3);
        await fleet.Client.SubmitAsync(Batch("b", 150), cancellationToken);
        for (var i = 0; i < 3; i++)
        {
            await started.WaitAsync(cancellationToken);
        }

        Assert.That(await fleet.Client.CancelBatchAsync("b", cancellationToken), Is.True);
        var end = await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken);
        Assert.That(end.Outcomes, Is.EqualTo(new Dictionary<FleetOutcome, int> { [FleetOutcome.Canceled] = 150 }));
        Assert.That(world.AllPrompts(), Has.Count.EqualTo(3));
        Assert.That(await fleet.Client.CancelBatchAsync("b", cancellationToken), Is.False);
        Assert.That(await fleet.Client.CancelJobAsync(new("b", 0), cancellationToken), Is.False);
        Assert.That((await fleet.Client.GetStatusAsync(cancellationToken)).Queued, Is.Zero);
    }

    [Test]
    public async Task A_canceled_job_has_its_cost_and_releases_its_directory(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var world = new AgentWorld
        {
            Turn = async (context, token) =>
            {
                context.Spend(new SessionUsage(new() { Steps = 2, Tokens = 30, Cost = 1.5m }, "p/m"));
                started.TrySetResult();
                await token.UntilCanceledAsync();
                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(1, world);
        await fleet.Client.SubmitAsync(Batch("b", 1), cancellationToken);
        await started.Task.WaitAsync(cancellationToken);
        await fleet.Client.CancelBatchAsync("b", cancellationToken);
        var end = await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken);
        Assert.That(end.Usage, Is.EqualTo(new FleetUsage { Steps = 2, Tokens = 30, Cost = 1.5m }));
        var result = (await fleet.Client.GetJobAsync(new("b", 0), cancellationToken)).Result!;
        Assert.That((result.Outcome, result.Model, result.Usage), Is.EqualTo((FleetOutcome.Canceled, "p/m", end.Usage)));
        FleetProvider? provider = null;
        await Poll.UntilAsync(async () => (provider = (await fleet.Client.GetStatusAsync(cancellationToken)).Providers.SingleOrDefault()) is not null, cancellationToken);
        Assert.That(provider, Is.EqualTo(new FleetProvider { Name = "p", CostToday = 1.5m }), "the provider that the job used, although the job does not name it");
        Assert.That(world.Cleaned, Is.EqualTo(new (FleetJobId, FleetOutcome?)[] { (new("b", 0), FleetOutcome.Canceled) }));
    }

    [Test]
    public async Task A_batch_that_has_ended_can_be_deleted(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.StartAsync();
        await fleet.Client.SubmitAsync(Batch("b", 1_150), cancellationToken);
        await fleet.Client.SubmitAsync(Batch("c", 1), cancellationToken);
        await foreach (var status in fleet.Client.WatchBatchAsync("b", cancellationToken))
        {
            if (!status.IsEnded)
            {
                Assert.That(() => fleet.Client.DeleteBatchAsync("b", cancellationToken), Throws.ArgumentException.With.Message.Contains("'b' has not ended"));
                break;
            }
        }

        await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken);
        await fleet.Client.WatchBatchAsync("c", cancellationToken).LastAsync(cancellationToken);
        Assert.That(await fleet.Client.GetJobsAsync("b", 1_148, cancellationToken: cancellationToken).Select(j => j.Id.Index).ToListAsync(cancellationToken), Is.EqualTo([1_148, 1_149]));
        var records = fleet.Store.Keys.Count;
        Assert.That(await fleet.Client.DeleteBatchAsync("b", cancellationToken), Is.True);
        Assert.That(await fleet.Client.DeleteBatchAsync("b", cancellationToken), Is.False);
        Assert.That(records - fleet.Store.Keys.Count, Is.EqualTo(1_150 + 12 + 1), "jobs, chunks, and the progress");
        Assert.That(() => fleet.Client.GetBatchAsync("b", cancellationToken), Throws.TypeOf<KeyNotFoundException>());
        Assert.That(await fleet.Client.GetBatchesAsync(cancellationToken).Select(b => b.Id).ToListAsync(cancellationToken), Is.EqualTo(["c"]));

        Assert.That(() => fleet.Client.SubmitAsync(Batch("b", 1_150), cancellationToken), Throws.ArgumentException.With.Message.Contains("'b' was deleted"), "a machine could still run an old job");
    }

    [Test]
    public async Task A_machine_that_returns_after_its_batch_was_deleted_stops_its_agent(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.StartAsync();
        await fleet.Client.SubmitAsync(Batch("b", 1), cancellationToken);
        await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken);
        await fleet.Client.DeleteBatchAsync("b", cancellationToken);
        var job = fleet.Grains.Job(new("b", 0));
        Assert.That((await job.ReportAsync(new("m9", Guid.NewGuid()), null!, [])).IsMine, Is.False);
        Assert.That(() => fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken).AsTask(), Throws.TypeOf<KeyNotFoundException>());
        var late = fleet.Grains.Batch("b");
        Assert.That(() => late.AddAsync(0, Batch("b", 1).Jobs, traceParent: null), Throws.ArgumentException.With.Message.Contains("'b' was deleted"));
        await late.EndedAsync(0, FleetOutcome.Completed, new FleetUsage());
        Assert.That(await fleet.Grains.Index().GetAllAsync(), Is.Empty);
    }

    [Test]
    public async Task A_deletion_that_the_store_interrupts_is_repeated(CancellationToken cancellationToken)
    {
        var store = new SharedStore();
        await using var fleet = await TestFleet.StartAsync(store: store);
        await fleet.Client.SubmitAsync(Batch("b", 250), cancellationToken);
        await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken);
        store.Fault = static write => (write % 10 == 0, write % 20 != 0);
        await fleet.Client.DeleteBatchAsync("b", cancellationToken);
        Assert.That(store.Keys.Select(k => k.Split('/')[0]).Order(), Is.EqualTo(["batch", "index"]), "what prevents another use of the identifier, and the list of batches");
        Assert.That(await fleet.Grains.Index().GetAllAsync(), Is.Empty);
    }

    [Test]
    public async Task A_job_is_canceled_alone(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var world = new AgentWorld
        {
            Turn = async (context, token) =>
            {
                if (context.Id.Index == 0)
                {
                    started.TrySetResult();
                    await token.UntilCanceledAsync();
                }

                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(1, world);
        await fleet.Client.SubmitAsync(Batch("b", 2), cancellationToken);
        await started.Task.WaitAsync(cancellationToken);
        Assert.That(await fleet.Client.CancelJobAsync(new("b", 0), cancellationToken), Is.True);
        var end = await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken);
        Assert.That(end.Outcomes, Is.EqualTo(new Dictionary<FleetOutcome, int> { [FleetOutcome.Canceled] = 1, [FleetOutcome.Completed] = 1 }));
        Assert.That((await fleet.Client.GetJobAsync(new("b", 0), cancellationToken)).Result!.Session, Is.Not.Null);
    }

    [Test]
    public async Task A_person_replies_from_anywhere(CancellationToken cancellationToken)
    {
        var replies = new List<FleetReply>();
        var world = new AgentWorld
        {
            Turn = async (context, token) =>
            {
                replies.Add(await context.AskAsync(new FleetAsk { Id = "per_1", Job = context.Id, Permission = "bash", Patterns = ["rm x"], AskedAt = DateTimeOffset.UnixEpoch }, token));
                replies.Add(await context.AskAsync(new FleetAsk { Id = "que_1", Job = context.Id, Questions = [new() { Text = "Which?" }], AskedAt = DateTimeOffset.UnixEpoch }, token));
                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(1, world);
        await fleet.Client.SubmitAsync(Batch("b", 1), cancellationToken);
        await foreach (var update in fleet.Client.WatchJobAsync(new("b", 0), cancellationToken))
        {
            if (update.Ask is { } ask)
            {
                Assert.That((await fleet.Client.GetJobAsync(ask.Job, cancellationToken)).Asks.Select(a => a.Id), Is.EqualTo([ask.Id]));
                Assert.That(() => fleet.Client.ReplyAsync(ask, FleetReply.Answer("a") with { Answers = [["a"], ["b"]] }, cancellationToken), Throws.ArgumentException);
                Assert.That(await fleet.Client.ReplyAsync(ask, ask.Permission is null ? FleetReply.Answer("that") : FleetReply.Reject("no"), cancellationToken), Is.True);
                Assert.That(await fleet.Client.ReplyAsync(ask, FleetReply.Allow, cancellationToken), Is.False, "the first reply counts");
            }
        }

        Assert.That(replies.Select(r => r.Message ?? r.Answers![0][0]), Is.EqualTo(["no", "that"]));
    }

    [Test]
    public async Task The_text_of_a_job_arrives_complete(CancellationToken cancellationToken)
    {
        var watched = new TaskCompletionSource();
        var world = new AgentWorld
        {
            Turn = async (context, token) =>
            {
                await watched.Task.WaitAsync(token);

                // Nothing is sent before the machine knows that the job is watched, so it is sent until some of it arrives.
                for (var i = 0; !token.IsCancellationRequested && i < 100_000; i++)
                {
                    context.Report(new() { Kind = FleetJobUpdateKind.Text, Text = "x" });
                    await Task.Yield();
                }

                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(1, world);
        await fleet.Client.SubmitAsync(Batch("b", 1), cancellationToken);
        var kinds = new List<FleetJobUpdateKind>();
        await foreach (var update in fleet.Client.WatchJobAsync(new("b", 0), cancellationToken))
        {
            watched.TrySetResult();
            kinds.Add(update.Kind);
        }

        Assert.That(kinds[^1], Is.EqualTo(FleetJobUpdateKind.Ended));
    }

    [Test]
    public async Task Jobs_run_only_on_machines_with_their_labels(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.StartAsync(1, machine: m => m.Labels.Add("linux"));
        await fleet.Client.SubmitAsync(Batch("b", 2, (job, i) => job with { Labels = i == 0 ? ["linux"] : ["windows"] }), cancellationToken);
        await foreach (var status in fleet.Client.WatchBatchAsync("b", cancellationToken))
        {
            if (status.Ended == 1)
            {
                break;
            }
        }

        Assert.That((await fleet.Client.GetJobAsync(new("b", 1), cancellationToken)).State, Is.EqualTo(FleetJobState.Queued));
        Assert.That((await fleet.Client.GetStatusAsync(cancellationToken)).Queued, Is.EqualTo(1));
    }

    [Test]
    public async Task A_full_queue_lets_the_sender_wait(CancellationToken cancellationToken)
    {
        var gate = new TaskCompletionSource();
        var world = new AgentWorld
        {
            Turn = async (_, token) =>
            {
                await gate.Task.WaitAsync(token);
                return null;
            },
        };
        await using var fleet = await TestFleet.StartAsync(1, world, scheduling: s => s.MaxQueuedJobs = 100);
        var submitting = fleet.Client.SubmitAsync(Batch("b", 500), cancellationToken);
        await foreach (var status in fleet.Client.WatchStartedBatchAsync("b", cancellationToken))
        {
            if (status.Submitted > 100)
            {
                break;
            }
        }

        Assert.That(submitting.IsCompleted, Is.False);
        gate.SetResult();
        await submitting;
        Assert.That((await fleet.Client.WatchBatchAsync("b", cancellationToken).LastAsync(cancellationToken)).Ended, Is.EqualTo(500));
    }

    [Test]
    public async Task What_does_not_exist_is_refused(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.StartAsync();
        await fleet.Client.SubmitAsync(Batch("b", 1), cancellationToken);
        Assert.That(() => fleet.Client.GetBatchAsync("c", cancellationToken), Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("'c'"));
        Assert.That(() => fleet.Client.GetJobAsync(new("b", 1), cancellationToken), Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("no job 1"));
        Assert.That(() => fleet.Client.SubmitAsync(Batch("b", 2), cancellationToken), Throws.ArgumentException.With.Message.Contains("has 1 jobs"));
        Assert.That(() => fleet.Client.GetBatchAsync("a/b", cancellationToken), Throws.ArgumentException.With.Message.Contains("a/b"));
    }

    public static FleetBatch Batch(string id, int count, Func<FleetJob, int, FleetJob>? change = null) => new()
    {
        Id = id,
        Jobs = [.. Enumerable.Range(0, count).Select(i =>
        {
            var job = new FleetJob { Prompt = $"p{i}", Workspace = FleetWorkspace.ForDirectory("/") };
            return change is null ? job : change(job, i);
        })],
    };
}
