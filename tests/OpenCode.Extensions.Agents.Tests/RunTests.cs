using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Agents.Tests;

/// <summary>Runs and sessions.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class RunTests
{
    [Test]
    public async Task A_run_gives_the_answer([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent(new() { Id = "a1", Name = "writer", Description = "Writes." });
        fake.Server.WhenPrompted(turn => turn.Usage(input: 100, output: 20, cost: 0.25m).Reasoning("Hm.").Tool("read", """{"path":"a"}""", output: "b").Text("Ye", "s."));
        var session = await fake.SessionAsync();
        var response = await FakeAgent.RunAsync(fake.Agent, [new(ChatRole.User, "Well?")], session, null, isStreamed, cancellationToken);
        Assert.That((response.Text, response.AgentId, response.FinishReason, response.Usage!.InputTokenCount), Is.EqualTo(("Yes.", "a1", (ChatFinishReason?)ChatFinishReason.Stop, 100L)));
        Assert.That(response.Messages.Select(m => m.AuthorName), Is.All.EqualTo("writer"));
        Assert.That((response.Of<FunctionCallContent>().Single().Name, response.Of<FunctionResultContent>().Single().Result, response.Of<TextReasoningContent>().Single().Text), Is.EqualTo(("read", (object)"b", "Hm.")));
        Assert.That((fake.Agent.Id, fake.Agent.Name, fake.Agent.Description), Is.EqualTo(("a1", "writer", "Writes.")));
        Assert.That(session.SessionId, Is.EqualTo(fake.Server.Prompts.Single().SessionId));
    }

    [Test]
    public async Task A_session_remembers_and_a_copy_goes_its_own_way(CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        var session = await fake.SessionAsync();
        await fake.Agent.RunAsync("One", session, null, cancellationToken);
        var copy = await FakeAgent.CopyAsync(fake.Agent, session);
        await fake.Agent.RunAsync("Two", copy, null, cancellationToken);
        var fork = await fake.Agent.ForkSessionAsync(session, cancellationToken);
        await fake.Agent.RunAsync("Three", fork, null, cancellationToken);
        await fake.Agent.RunAsync("Four", await fake.Agent.CreateSessionAsync(session.SessionId!, cancellationToken), null, cancellationToken);
        Assert.That(fake.Server.Prompts.Select(p => p.SessionId == session.SessionId), Is.EqualTo(new[] { true, true, false, true }));
        Assert.That(fake.Server.GetMessages(fork.SessionId!), Has.Count.EqualTo(6));
        await Failure.OfAsync<InvalidOperationException>(async () => await fake.Agent.ForkSessionAsync(await fake.SessionAsync(), cancellationToken));
        await Failure.OfAsync<OpenCodeApiException>(async () => await fake.Agent.CreateSessionAsync("ses_nobody", cancellationToken));
    }

    [Test]
    public async Task The_state_bag_is_part_of_the_session(CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        var session = await fake.SessionAsync();
        session.StateBag.SetValue("note", "mine");
        await fake.Agent.RunAsync("One", session, null, cancellationToken);
        Assert.That((await FakeAgent.CopyAsync(fake.Agent, session)).StateBag.GetValue<string>("note"), Is.EqualTo("mine"));
        Assert.That((await fake.Agent.ForkSessionAsync(session, cancellationToken)).StateBag.GetValue<string>("note"), Is.EqualTo("mine"));
    }

    [TestCase("[]")]
    [TestCase("\"ses_1\"")]
    [TestCase("""{"sessionId":" "}""")]
    [TestCase("""{"turn":{"server":"http://localhost/","sessionId":"ses_1","messageId":"msg_1"}}""")]
    public async Task What_is_no_session_is_refused(string json, CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        await Failure.OfAsync<ArgumentException>(async () => await fake.Agent.DeserializeSessionAsync(JsonDocument.Parse(json).RootElement, null, cancellationToken));
        await Failure.OfAsync<JsonException>(async () => await fake.Agent.DeserializeSessionAsync(JsonDocument.Parse("""{"sessionId":1}""").RootElement, null, cancellationToken));
    }

    [Test]
    public async Task A_run_without_messages_follows_the_instructions([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent(new() { Instructions = "Say no." });
        fake.Server.WhenPrompted(turn => turn.Text("No."));
        var session = await fake.SessionAsync();
        Assert.That((await FakeAgent.RunAsync(fake.Agent, [], session, null, isStreamed, cancellationToken)).Text, Is.EqualTo("No."));
        Assert.That((await FakeAgent.RunAsync(fake.Agent, [new(ChatRole.System, "Say it again.")], session, null, isStreamed, cancellationToken)).Text, Is.EqualTo("No."));
        Assert.That(fake.Server.Prompts.Select(p => p.System), Is.EqualTo(new[] { "Say no.", "Say no.\n\nSay it again." }));
        Assert.That(fake.Server.Prompts.SelectMany(p => p.Parts).Cast<TextPartInput>().Select(p => p.Synthetic), Is.All.True);
    }

    [Test]
    public async Task What_other_agents_have_said_is_part_of_the_prompt(CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        var session = await fake.SessionAsync();
        await fake.Agent.RunAsync("One", session, null, cancellationToken);
        await fake.Agent.RunAsync(
            [
                new(ChatRole.Assistant, [new FunctionCallContent("c1", "look", new Dictionary<string, object?> { ["at"] = "it" })]) { AuthorName = "reviewer" },
                new(ChatRole.Tool, [new FunctionResultContent("c1", "seen")]),
                new(ChatRole.Assistant, "Fine.") { AuthorName = "reviewer" },
                new(ChatRole.User, "Go on"),
            ],
            session,
            null,
            cancellationToken);
        Assert.That(fake.Server.Prompts[^1].Text, Does.Match("(?s)look.*seen.*reviewer.*Fine\\..*Go on"));
        Assert.That(fake.Server.Prompts.Select(p => p.SessionId).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task An_object_is_all_of_the_text([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn => turn.Text("Here it is.").Structured("""{"title":"Good","score":4}"""));
        var format = new AgentRunOptions { ResponseFormat = ChatResponseFormat.Json };
        var response = await FakeAgent.RunAsync(fake.Agent, [new(ChatRole.User, "Review")], null, format, isStreamed, cancellationToken);
        Assert.That(response.Text, Is.EqualTo("""{"title":"Good","score":4}"""));
        fake.Server.WhenPrompted(turn => turn.Structured("""{"data":42}"""));
        Assert.That((await fake.Agent.RunAsync<int>("How many?", null, AgentAbstractionsJsonUtilities.DefaultOptions, null, cancellationToken)).Result, Is.EqualTo(42));
    }

    [Test]
    public async Task A_session_takes_one_run_at_a_time(CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        var gate = new TaskCompletionSource();
        fake.Server.WhenPrompted(turn => turn.Text("Yes.").Wait(gate.Task));
        var session = await fake.SessionAsync();
        await using var updates = fake.Agent.RunStreamingAsync("One", session, null, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await updates.MoveNextAsync();
        var failure = await Failure.OfAsync<InvalidOperationException>(() => fake.Agent.RunAsync("Two", session, null, cancellationToken));
        Assert.That((failure.Message.Contains(session.SessionId!, StringComparison.Ordinal), fake.Server.Prompts.Count), Is.EqualTo((true, 1)));
        gate.SetResult();
        while (await updates.MoveNextAsync())
        {
        }

        Assert.That((await fake.Agent.RunAsync("Two", session, null, cancellationToken)).Text, Is.EqualTo("Yes."));
    }

    [Test]
    public async Task Cancellation_and_leaving_stop_the_turn([Values] bool isLeft, CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn => turn.Text("On and on.").Hang());
        var session = await fake.SessionAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        async Task ReadAsync()
        {
            await foreach (var update in fake.Agent.RunStreamingAsync("Go", session, null, cancel.Token))
            {
                if (update.Text.Length > 0 && isLeft)
                {
                    break;
                }

                if (update.Text.Length > 0)
                {
                    await cancel.CancelAsync();
                }
            }
        }

        if (isLeft)
        {
            await ReadAsync();
        }
        else
        {
            await Failure.OfAsync<OperationCanceledException>(ReadAsync);
        }

        Assert.That(await fake.Client.Session.StatusAsync(cancellationToken), Does.Not.ContainKey(session.SessionId!).Or.ContainValue(new SessionStatusIdle()));
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        Assert.That((await fake.Agent.RunAsync("Again", session, null, cancellationToken)).Text, Is.EqualTo("Yes."));
    }

    [Test]
    public async Task A_turn_that_fails_is_an_exception([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn => turn.Fail("overloaded", statusCode: 529));
        var session = await fake.SessionAsync();
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => FakeAgent.RunAsync(fake.Agent, [new(ChatRole.User, "Go")], session, null, isStreamed, cancellationToken));
        Assert.That(failure.Message, Does.Contain("overloaded"));
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        Assert.That((await fake.Agent.RunAsync("Again", session, null, cancellationToken)).Text, Is.EqualTo("Yes."));
    }

    [Test]
    public async Task Services_and_life(CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        var agent = fake.Another();
        Assert.That((agent.GetService<AIAgentMetadata>()!.ProviderName, agent.GetService<OpenCodeClient>(), agent.GetService<AIAgent>(), agent.GetService<string>()), Is.EqualTo(("opencode", fake.Client, agent, (string?)null)));
        Assert.That(agent.GetService(typeof(OpenCodeClient), "key"), Is.Null);
        await Failure.OfAsync<InvalidOperationException>(() => agent.RunAsync("Hi", new ForeignSession(), null, cancellationToken));
        await Failure.OfAsync<InvalidOperationException>(async () => await agent.SerializeSessionAsync(new ForeignSession(), null, cancellationToken));
        await agent.DisposeAsync();
        await agent.DisposeAsync();
        await Failure.OfAsync<ObjectDisposedException>(() => agent.RunAsync("Hi", null, null, cancellationToken));
        Assert.That(await fake.Client.Session.ListAsync(cancellationToken: cancellationToken), Is.Empty, "The client is open, and nothing was sent.");
    }

    private sealed class ForeignSession : AgentSession;
}
