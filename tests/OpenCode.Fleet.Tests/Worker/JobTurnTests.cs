using Microsoft.Extensions.Logging.Abstractions;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tests.Worker;

/// <summary>A job becomes a turn whose session is stored before its prompt is sent, and a turn becomes a result.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class JobTurnTests
{
    private static FleetJob Job { get; } = new() { Prompt = "Review", Workspace = FleetWorkspace.ForDirectory("/project"), Model = "fake/model", Agent = "plan" };

    [Test]
    public async Task A_prompt_is_sent_when_its_session_is_stored(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode().WhenPrompted(turn => turn.Tool("glob").Usage(10, 5, cost: 0.25m).Text("LG", "TM"));
        var context = new RecordingContext(Job) { OnStored = () => Assert.That(fake.Prompts, Is.Empty) };
        var result = await Turn(fake, context).StartAsync(cancellationToken);
        Assert.That((result.Outcome, result.Text, result.Usage.Tokens, result.Usage.Cost, result.Reason), Is.EqualTo((FleetOutcome.Completed, "LGTM", 15, 0.25m, default(string))));
        var prompt = fake.Prompts.Single();
        Assert.That((prompt.Text, prompt.Agent, prompt.Model.ToString(), prompt.SessionId, prompt.MessageId), Is.EqualTo(("Review", "plan", "fake/model", context.Session!.SessionId, context.Session.MessageId)));
        Assert.That(result.Session, Is.EqualTo(context.Session));
        Assert.That(string.Concat(context.Updates.Where(u => u.Kind == FleetJobUpdateKind.Text).Select(u => u.Text)), Is.EqualTo("LGTM"));
        Assert.That(context.Updates.Select(u => u.Text), Does.Contain("glob: completed"));
        Assert.That(fake.Sessions.Single().Title, Is.EqualTo("Job b/7"));
    }

    /// <summary>Otherwise, the cluster could have a session that the machine doesn't know, so that it can't continue the job.</summary>
    [Test]
    public async Task A_session_is_stored_even_if_the_server_ends_in_the_meantime(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var storing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = new RecordingContext(Job)
        {
            StoreAsync = () =>
            {
                storing.SetResult();
                return stored.Task;
            },
        };
        var running = Turn(fake, context).StartAsync(serving.Token);
        await storing.Task.WaitAsync(cancellationToken);
        await serving.CancelAsync();
        Assert.That(running.IsCompleted, Is.False);
        stored.SetResult();
        await Failure.OfAsync<OperationCanceledException>(() => running);
        Assert.That(context.Session, Is.EqualTo(context.Stored.Single()));
        Assert.That(fake.Prompts, Is.Empty);
    }

    [Test]
    public async Task A_job_that_another_machine_has_sends_nothing(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        var context = new RecordingContext(Job) { OnStored = static () => throw new JobLostException() };
        await Failure.OfAsync<JobLostException>(() => Turn(fake, context).StartAsync(cancellationToken));
        Assert.That(fake.Prompts, Is.Empty);
    }

    [Test]
    public async Task A_command_is_run(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode().WhenPrompted(turn => turn.Text("Done."));
        var result = await Turn(fake, new RecordingContext(Job with { Command = "init", Prompt = "now" })).StartAsync(cancellationToken);
        Assert.That((result.Outcome, fake.Prompts.Single().Kind, fake.Prompts[0].Text), Is.EqualTo((FleetOutcome.Completed, FakePromptKind.Command, "/init now")));
    }

    [Test]
    public async Task A_schema_becomes_a_structured_result([Values] bool isReturned, CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode().WhenPrompted(turn => _ = isReturned ? turn.Structured("""{"ok":true}""") : turn.Text("No."));
        var result = await Turn(fake, new RecordingContext(Job with { ResultSchema = """{"type":"object"}""" })).StartAsync(cancellationToken);
        Assert.That((result.Outcome, result.Structured), Is.EqualTo(isReturned ? (FleetOutcome.Completed, """{"ok":true}""") : (FleetOutcome.Failed, default(string))));
    }

    [Test]
    public async Task Every_end_has_its_outcome(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode()
            .WhenPrompted("fail", turn => turn.Fail("no credit"))
            .WhenPrompted("expensive", turn => turn.Usage(cost: 5).Tool("glob").Text("Next").Hang())
            .WhenPrompted("forbidden", turn => turn.Tool("bash", "{}", tool => tool.AskPermission("rm x")).Text("Anyway."));
        var failed = await Turn(fake, new RecordingContext(Job with { Prompt = "fail" })).StartAsync(cancellationToken);
        Assert.That((failed.Outcome, failed.Reason), Is.EqualTo((FleetOutcome.Failed, "no credit")));
        var limited = await Turn(fake, new RecordingContext(Job with { Prompt = "expensive", Limits = new() { MaxCost = 1 } })).StartAsync(cancellationToken);
        Assert.That((limited.Outcome, limited.Usage.Cost), Is.EqualTo((FleetOutcome.LimitReached, 5m)));
        var rejected = await Turn(fake, new RecordingContext(Job with { Prompt = "forbidden", Asks = new() { Permissions = FleetPermissionPolicy.Reject } })).StartAsync(cancellationToken);
        Assert.That(rejected.Outcome, Is.EqualTo(FleetOutcome.Rejected));
        var continued = await Turn(fake, new RecordingContext(Job with { Prompt = "forbidden" })).StartAsync(cancellationToken);
        Assert.That((continued.Outcome, continued.Text), Is.EqualTo((FleetOutcome.Completed, "Anyway.")));
    }

    [Test]
    public async Task Rules_decide_first_and_a_person_then(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode().WhenPrompted(turn => turn
            .Tool("bash", "{}", tool => tool.AskPermission("ls"))
            .Tool("bash", "{}", tool => tool.AskPermission("rm x"))
            .Question("Which?", "this", "that")
            .Text("Done."));
        var context = new RecordingContext(Job with
        {
            Asks = new()
            {
                Rules = [new() { Permission = "bash", Pattern = "ls", Action = FleetPermissionAction.Allow }],
                Permissions = FleetPermissionPolicy.Ask,
                Questions = FleetQuestionPolicy.Ask,
            },
        })
        { Reply = new() { IsAllowed = true, Answers = [["that"]] } };
        var result = await Turn(fake, context).StartAsync(cancellationToken);
        Assert.That(result.Outcome, Is.EqualTo(FleetOutcome.Completed));
        Assert.That(context.Asks.Select(a => a.Permission is null ? $"{a.Questions[0].Text} {string.Join('|', a.Questions[0].Options)}" : $"{a.Permission} {a.Patterns[0]}"), Is.EqualTo(["bash rm x", "Which? this|that"]));
        Assert.That(fake.PermissionReplies.Select(r => r.Reply), Is.EqualTo(new[] { PermissionReply.Once, PermissionReply.Once }));
        Assert.That(fake.QuestionReplies.Single().Answers![0], Is.EqualTo(["that"]));
    }

    [Test]
    public async Task A_provider_that_retries_slows_the_fleet(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode().WhenPrompted(turn => turn.Retry("Too Many Requests", TimeSpan.FromMilliseconds(1)).Text("Done."));
        var context = new RecordingContext(Job);
        await Turn(fake, context).StartAsync(cancellationToken);
        Assert.That(context.Throttles.Select(t => t.Provider), Is.EqualTo(["fake"]));
        Assert.That(context.Updates.Select(u => u.Kind), Does.Contain(FleetJobUpdateKind.Retrying));
    }

    [Test]
    public async Task A_prompt_that_the_server_has_is_not_sent_again(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode().WhenPrompted(turn => turn.Text("Done."));
        var context = new RecordingContext(Job);
        await Turn(fake, context).StartAsync(cancellationToken);
        var again = await Turn(fake, new RecordingContext(Job) { Session = context.Session }).WatchAsync(cancellationToken);
        Assert.That((again!.Outcome, again.Text), Is.EqualTo((FleetOutcome.Completed, "Done.")));
        Assert.That(fake.Prompts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_prompt_that_the_server_does_not_have_is_sent(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode().WhenPrompted(turn => turn.Text("Done."));
        using var dying = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var context = new RecordingContext(Job) { OnStored = dying.Cancel };
        await Failure.OfAsync<OperationCanceledException>(() => Turn(fake, context).StartAsync(dying.Token));
        Assert.That(fake.Prompts, Is.Empty);
        var result = await Turn(fake, new RecordingContext(Job) { Session = context.Session }).WatchAsync(cancellationToken);
        Assert.That(result!.Outcome, Is.EqualTo(FleetOutcome.Completed));
        Assert.That(fake.Prompts.Single().MessageId, Is.EqualTo(context.Session!.MessageId));
    }

    [Test]
    public async Task An_interrupted_turn_continues_in_its_session(CancellationToken cancellationToken)
    {
        var prompts = 0;
        await using var fake = new FakeOpenCode().WhenPrompted(turn => _ = prompts++ == 0 ? turn.Usage(2, 1, cost: 0.5m).Tool("glob").Text("Half").Hang() : turn.Usage(3, 1, cost: 0.25m).Text("The rest."));
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var context = new RecordingContext(Job);
        var running = Turn(fake, context).StartAsync(stopping.Token);
        await Poll.UntilAsync(() => fake.Prompts.Count == 1, cancellationToken);
        await stopping.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => running);
        await Turn(fake, context).AbandonAsync(isStopped: true);
        Assert.That((context.Spent!.Total.Cost, context.Spent.Model), Is.EqualTo((0.5m, "fake/model")));

        var next = new RecordingContext(Job) { Session = context.Session };
        var turn = Turn(fake, next);
        Assert.That(await turn.WatchAsync(cancellationToken), Is.Null);
        var result = await turn.ContinueAsync(cancellationToken);
        Assert.That((result.Outcome, result.Text, result.Usage.Cost, result.Model), Is.EqualTo((FleetOutcome.Completed, "The rest.", 0.75m, "fake/model")));
        var again = await Turn(fake, new RecordingContext(Job) { Session = next.Session }).WatchAsync(cancellationToken);
        Assert.That((again!.Text, again.Usage), Is.EqualTo((result.Text, result.Usage)), "the usage of both turns");
        Assert.That(next.Stored.Single().Resumes, Is.EqualTo(1));
        Assert.That(fake.Prompts.Select(p => p.SessionId).Distinct(), Has.Exactly(1).Items);
        Assert.That(fake.Prompts[1].Text, Does.Contain("Continue"));
    }

    [Test]
    public async Task A_session_that_is_lost_is_reported(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        var session = new FleetJobSession { Machine = "m", Directory = "/project", SessionId = "ses_gone", MessageId = "msg_1" };
        var result = await Turn(fake, new RecordingContext(Job) { Session = session }).WatchAsync(cancellationToken);
        Assert.That((result!.Outcome, result.Session), Is.EqualTo((FleetOutcome.Interrupted, session)));
        Assert.That(result.Reason, Does.Contain("ses_gone"));
        Assert.That(fake.Prompts, Is.Empty);
    }

    private static JobTurn Turn(FakeOpenCode fake, RecordingContext context) => new(context, fake.CreateClient(), "/project", "m", TimeProvider.System, NullLogger.Instance);
}
