using OpenCode.Models;

namespace OpenCode.Testing.Tests;

/// <summary>What users write for each kind of turn, and what the SDK makes of it.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TurnTests : IAsyncDisposable
{
    private readonly FakeOpenCode _fake = new();
    private readonly OpenCodeClient _client;
    private Session _session = null!;

    public TurnTests()
    {
        _client = _fake.CreateClient();
    }

    [SetUp]
    public async Task CreateAsync() => _session = await _client.Session.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _fake.DisposeAsync();
    }

    [Test]
    public async Task Text_is_the_answer(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn.Text("LGTM"));
        TurnResult turn = await _client.Session.RunAsync(_session.Id, "Review", null, cancellationToken);
        Assert.That(turn.Text, Is.EqualTo("LGTM"));
        Assert.That(_fake.Prompts.Select(p => (p.Kind, p.SessionId, p.Text)), Is.EqualTo(new[] { (FakePromptKind.Prompt, _session.Id, "Review") }));
    }

    [Test]
    public async Task A_stream_has_the_deltas_of_reasoning_and_text(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn.Reasoning("Let me ", "see.").Text("One ", "two."));
        var updates = await _client.Session.PromptStreamingAsync(_session.Id, "Count", null, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(updates.OfType<PromptReasoningDelta>().Select(u => u.Text).Aggregate(string.Concat), Is.EqualTo("Let me see."));
        Assert.That(updates.OfType<PromptTextDelta>().Select(u => u.Text).Aggregate(string.Concat), Is.EqualTo("One two."));
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
    }

    [Test]
    public async Task A_tool_asks_for_a_permission_and_runs(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn
            .Tool("bash", """{"command":"dotnet test"}""", tool => tool.AskPermission("dotnet test").Write("Pass").Write("ed!"))
            .Text("All tests pass."));
        var turn = await _client.Session.RunAsync(_session.Id, "Test", new TurnOptions { PermissionPolicy = PermissionPolicy.AllowOnce }, cancellationToken);
        Assert.That(turn.Text, Is.EqualTo("All tests pass."));
        Assert.That(turn.Messages, Has.Count.EqualTo(2));
        Assert.That(((ToolStateCompleted)turn.Tools.Single().State).Output, Is.EqualTo("Passed!"));
        Assert.That(_fake.PermissionReplies.Select(r => (r.Request.Patterns.Single(), r.Reply)), Is.EqualTo(new[] { ("dotnet test", PermissionReply.Once) }));
    }

    [Test]
    public async Task A_rejected_permission_ends_the_turn(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn.Tool("bash", "{}", tool => tool.AskPermission("rm -rf /").Return("gone")).Text("Done."));
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => _client.Session.RunAsync(_session.Id, "Tidy up", null, cancellationToken));
        Assert.That(failure.End, Is.InstanceOf<PromptRejected>().With.Property(nameof(PromptRejected.Permission)).Property(nameof(PermissionRequest.Patterns)).EqualTo(new[] { "rm -rf /" }));
        Assert.That(_fake.PermissionReplies.Single().Reply, Is.EqualTo(PermissionReply.Reject));
    }

    [Test]
    public async Task A_rejection_with_a_message_lets_the_agent_go_on(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn
            .Tool("bash", "{}", tool => tool.AskPermission("rm").Return("gone"))
            .Then(t => t.Text(t.LastPermissionReply?.Message is { } message ? $"Then not: {message}" : "Done.")));
        var turn = await _client.Session.RunAsync(_session.Id, "Tidy up", new TurnOptions { OnPermission = (_, _) => Task.FromResult(PermissionDecision.Reject("not here")) }, cancellationToken);
        Assert.That(turn.Text, Is.EqualTo("Then not: not here"));
        Assert.That(((ToolStateError)turn.Tools.Single().State).Error, Does.Contain("not here"));
    }

    [Test]
    public async Task A_question_waits_for_its_answer(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn.Question("Which?", "A", "B").Text("Thank you."));
        string? end = null;
        await foreach (var update in _client.Session.PromptStreamingAsync(_session.Id, "Ask", null, cancellationToken))
        {
            if (update is PromptQuestionAsked asked)
            {
                await _client.Question.ReplyAsync(asked.Request.Id, new() { Answers = [["B"]] }, cancellationToken);
            }

            end = (update as PromptCompleted)?.Result.Text;
        }

        Assert.That(end, Is.EqualTo("Thank you."));
        Assert.That(_fake.QuestionReplies.Single().Answers, Is.EqualTo(new[] { new[] { "B" } }));
    }

    [Test]
    public async Task A_structured_answer_is_read(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn.Structured("""{"value":[1,2,3]}"""));
        var numbers = await _client.Session.RunAsync(_session.Id, "Count", TestJson.Default.ListInt32, null, cancellationToken);
        Assert.That(numbers, Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(_fake.Prompts.Single().Format, Is.InstanceOf<OutputFormatJsonSchema>());
    }

    [Test]
    public async Task An_error_of_the_provider_fails_the_turn(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn.Text("Half").Fail("the model says no", 529));
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => _client.Session.RunAsync(_session.Id, "Review", null, cancellationToken));
        Assert.That(failure.End, Is.InstanceOf<PromptFailed>());
        Assert.That(((PromptFailed)failure.End).Error, Is.InstanceOf<ApiError>());
        Assert.That(failure.End.Reason, Does.Contain("the model says no"));
        Assert.That(failure.End.Result.Text, Is.EqualTo("Half"));
    }

    [Test]
    public async Task A_prompt_without_a_script_fails_with_a_hint(CancellationToken cancellationToken)
    {
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => _client.Session.RunAsync(_session.Id, "Review", null, cancellationToken));
        Assert.That(failure.Message, Does.Contain("FakeOpenCode has no script for the prompt \"Review\""));
    }

    [Test]
    public async Task A_mistake_of_a_script_fails_the_turn(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(_ => throw new InvalidOperationException("a mistake of the test"));
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => _client.Session.RunAsync(_session.Id, "Review", null, cancellationToken));
        Assert.That(failure.Message, Does.Contain("a mistake of the test"));
    }

    [Test]
    public async Task A_turn_that_never_ends_is_stopped_by_cancellation(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn.Text("Half a word").Hang());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Failure.OfAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in _client.Session.PromptStreamingAsync(_session.Id, "Write", null, cancel.Token))
            {
                if (update is PromptTextDelta)
                {
                    await cancel.CancelAsync();
                }
            }
        });
        Assert.That(_fake.Requests, Has.Some.Matches<FakeRequest>(r => r.ToString() == $"POST /session/{_session.Id}/abort"));
        Assert.That(((AssistantMessage)_fake.GetMessages(_session.Id)[^1].Info).Error, Is.InstanceOf<MessageAbortedError>());
        Assert.That(await _client.Session.StatusAsync(cancellationToken), Is.Empty);
    }

    [Test]
    public async Task A_turn_survives_the_loss_of_the_stream(CancellationToken cancellationToken)
    {
        var client = _fake.CreateClient(new() { BaseUrl = FakeOpenCode.BaseUrl, EventStream = new() { InitialDelay = TimeSpan.FromMilliseconds(1) } });
        _fake.WhenPrompted(turn => turn.Text("One ").CutStreams().Text("two."));
        var turn = await client.Session.RunAsync(_session.Id, "Count", null, cancellationToken);
        Assert.That(turn.Text, Is.EqualTo("One two."));
        Assert.That(_fake.Requests.Count(r => r.Path == "/event"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_turn_counts_what_it_and_its_sub_agents_use(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn
            .SubAgent("A part", sub => sub.Usage(input: 10, output: 1, cost: 0.1m).Text("Fine."))
            .Usage(input: 100, output: 20, cacheRead: 5, cost: 0.2m)
            .Text("Done.")
            .Usage(input: 200, output: 30, reasoning: 7, cost: 0.3m));
        var turn = await _client.Session.RunAsync(_session.Id, "Work", null, cancellationToken);
        Assert.That((turn.Usage.Cost, turn.Usage.TotalTokens), Is.EqualTo((0.6m, 11 + 125 + 237)));
        var child = (await _client.Session.ChildrenAsync(_session.Id, cancellationToken)).Single();
        Assert.That(child.Title, Is.EqualTo("A part (@general subagent)"));
        Assert.That(_fake.GetMessages(child.Id).Select(m => m.Text), Is.EqualTo(new[] { "A part", "Fine." }));
        Assert.That((await _client.Session.GetAsync(_session.Id, cancellationToken)).Cost, Is.EqualTo(0.5m));
    }

    [Test]
    public async Task A_retry_is_announced(CancellationToken cancellationToken)
    {
        _fake.WhenPrompted(turn => turn.Retry("overloaded").Text("Now."));
        var updates = await _client.Session.PromptStreamingAsync(_session.Id, "Review", null, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(updates.OfType<PromptRetrying>().Select(u => (u.Attempt, u.Message)), Is.EqualTo(new[] { (1L, "overloaded") }));
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
    }
}
