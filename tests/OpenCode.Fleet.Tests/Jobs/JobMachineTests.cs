using CsCheck;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tests.Jobs;

/// <summary>Whatever happens in whatever order, a job has one result, and its prompt runs as often as it may.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class JobMachineTests
{
    private static readonly MachineId[] s_machines = [.. from name in new[] { "a", "b" } from process in Enumerable.Range(0, 2) select new MachineId(name, new Guid(process, 0, 0, [.. new byte[8]]))];

    private static readonly Gen<FleetJob> s_jobs =
        from retries in Gen.Int[0, 2]
        from resume in Gen.Bool
        select new FleetJob { Prompt = "p", Workspace = FleetWorkspace.ForDirectory("/"), Retries = retries, Resume = resume };

    private static readonly Gen<(int Kind, int Machine, int Value)[]> s_events = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3], Gen.Int[0, 3]).Array[0, 40];

    [Test]
    public void Any_order_of_events_keeps_the_promises() =>
        Gen.Select(s_jobs, s_events).Sample((job, events) =>
        {
            var record = new JobRecord();
            var sessions = new HashSet<string>(StringComparer.Ordinal);
            FleetJobResult? result = null;
            for (var i = 0; i < events.Length; i++)
            {
                var machine = s_machines[events[i].Machine];
                var before = record;
                record = Apply(record, job, events[i], machine, i) ?? record;
                if (before.State == FleetJobState.Ended)
                {
                    Assert.That(record, Is.SameAs(before), "an ended job never changes");
                }

                if (record.Session is { } session && sessions.Add(session.SessionId))
                {
                    Assert.That(before.State, Is.EqualTo(FleetJobState.Queued), "a new session starts only from the queue");
                    Assert.That(record.Machine, Is.EqualTo(machine));
                }

                if (before.Session is { } old && record.Session is { } now && record.State == FleetJobState.Running)
                {
                    Assert.That(now.SessionId, Is.EqualTo(old.SessionId), "a session goes on only where it is");
                    Assert.That(record.Machine!.Value.Name, Is.EqualTo(before.Machine!.Value.Name));
                }

                Assert.That(sessions, Has.Count.LessThanOrEqualTo(1 + job.Retries));
                Assert.That(record.State == FleetJobState.Ended, Is.EqualTo(record.Result is not null));
                Assert.That(record.State is FleetJobState.Running or FleetJobState.Interrupted, Is.EqualTo(record.Session is not null && record.Result is null));
                Assert.That(record.State, Is.Not.EqualTo(FleetJobState.Interrupted).Or.Matches<FleetJobState>(_ => job.Resume));
                result ??= record.Result;
                Assert.That(record.Result, Is.SameAs(result));
                Assert.That(record.IsCanceled && record.State == FleetJobState.Queued, Is.False, "a canceled job never waits");
            }
        });

    [Test]
    public void A_start_that_fails_is_repeated_three_times([Values] bool mayRepeat)
    {
        var job = Job with { Retries = mayRepeat ? 5 : 0 };
        var record = new JobRecord();
        for (var i = 1; i < JobMachine.MaxFailedStarts; i++)
        {
            record = JobMachine.Finish(record, job, Result(FleetOutcome.Failed))!;
            Assert.That((record.State, record.FailedStarts), Is.EqualTo((FleetJobState.Queued, i)));
        }

        record = JobMachine.Finish(record, job, Result(FleetOutcome.Failed))!;
        Assert.That(record.State, Is.EqualTo(FleetJobState.Ended));
    }

    [Test]
    public void The_usage_of_all_attempts_is_counted()
    {
        var job = Job with { Retries = 1 };
        var record = JobMachine.Prompting(new JobRecord(), job, s_machines[0], Session("s1"))!;
        record = JobMachine.Finish(record, job, Result(FleetOutcome.Failed) with { Usage = new() { Cost = 1 } })!;
        Assert.That(record.State, Is.EqualTo(FleetJobState.Queued));
        record = JobMachine.Prompting(record, job, s_machines[2], Session("s2"))!;
        record = JobMachine.Finish(record, job, Result(FleetOutcome.Completed) with { Usage = new() { Cost = 2 } })!;
        Assert.That((record.Result!.Outcome, record.Result.Usage.Cost, record.Attempts), Is.EqualTo((FleetOutcome.Completed, 3m, 2)));
    }

    [Test]
    public void The_first_reply_counts()
    {
        var running = JobMachine.Prompting(new JobRecord(), Job, s_machines[0], Session("s"))!;
        var ask = new FleetAsk { Id = "per_1", Job = new("b", 0), Permission = "bash", AskedAt = DateTimeOffset.UnixEpoch };
        Assert.That(JobMachine.Reply(running, "per_1", FleetReply.Allow), Is.Null, "nothing was asked");
        var asked = JobMachine.Ask(running, ask)!;
        Assert.That(JobMachine.Ask(asked, ask), Is.SameAs(asked));
        var replied = JobMachine.Reply(asked, "per_1", FleetReply.Allow)!;
        Assert.That(replied.Asks, Is.Empty);
        Assert.That(JobMachine.Reply(replied, "per_1", FleetReply.Reject()), Is.Null);
        Assert.That(JobMachine.Ask(replied, ask), Is.Null, "the reply is there");
        Assert.That(replied.Replies["per_1"].IsAllowed, Is.True);
    }

    private static FleetJob Job { get; } = new() { Prompt = "p", Workspace = FleetWorkspace.ForDirectory("/") };

    private static FleetJobSession Session(string id, string machine = "a") => new() { Machine = machine, Directory = "/", SessionId = id, MessageId = "m" };

    private static FleetJobResult Result(FleetOutcome outcome) => new() { Outcome = outcome, EndedAt = DateTimeOffset.UnixEpoch };

    private static JobRecord? Apply(JobRecord record, FleetJob job, (int Kind, int Machine, int Value) e, MachineId machine, int i) => e.Kind switch
    {
        0 => JobMachine.Prompting(record, job, machine, Session($"s{i}", machine.Name)),
        1 => record.Session is { } session ? JobMachine.Prompting(record, job, machine, session with { MessageId = $"m{i}", Resumes = session.Resumes + 1 }) : null,
        2 => JobMachine.Finish(record, job, Result((FleetOutcome)e.Value)),
        3 => JobMachine.Release(record, job, machine, "lost", new FleetUsage(), DateTimeOffset.UnixEpoch),
        4 => JobMachine.GiveUp(record, "gone", DateTimeOffset.UnixEpoch),
        5 => e.Value == 0 ? JobMachine.Cancel(record, DateTimeOffset.UnixEpoch) : null,
        6 => JobMachine.Ask(record, new FleetAsk { Id = $"per_{e.Value}", Job = new("b", 0), AskedAt = DateTimeOffset.UnixEpoch }),
        _ => JobMachine.Reply(record, $"per_{e.Value}", FleetReply.Allow),
    };
}
