using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Testing;
using static OpenCode.Agents.Tests.Contents;

namespace OpenCode.Agents.Tests;

/// <summary>Permissions of the server as approvals of the framework.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ApprovalTests
{
    [Test]
    public async Task A_run_ends_with_the_request_and_the_next_one_goes_on([Values] bool isStreamed, [Values] bool isElsewhere, CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var first = await FakeAgent.RunAsync(fake.Agent, [new(ChatRole.User, "Push it")], session, null, isStreamed, cancellationToken);
        var request = first.Approval();
        var call = (FunctionCallContent)request.ToolCall;
        Assert.That((first.Text, call.Name, $"{call.Arguments!["command"]}"), Is.EqualTo(("I will push.", "bash", "git push")));
        Assert.That((request.GetPermission()!.Permission, request.GetPermission()!.Patterns), Is.EqualTo(("bash", new[] { "git push" })));
        Assert.That(first.Of<FunctionCallContent>(), Is.Empty, "A call comes with its result.");
        Assert.That(session.PendingRequestIds, Is.EqualTo(new[] { request.RequestId }));

        await using var other = fake.Another();
        var agent = isElsewhere ? other : fake.Agent;
        var copy = isElsewhere ? await FakeAgent.CopyAsync(agent, session) : session;
        var second = await FakeAgent.RunAsync(agent, Reply(request.CreateResponse(approved: true)), copy, null, isStreamed, cancellationToken);
        Assert.That((second.Text, second.Of<FunctionResultContent>().Single().Result, second.Of<FunctionCallContent>().Single().CallId), Is.EqualTo(("Pushed.", (object)"done", call.CallId)));
        Assert.That((second.Usage!.OutputTokenCount, copy.PendingRequestIds.Count, fake.Server.Prompts.Count), Is.EqualTo((20L, 0, 1)));
        Assert.That(fake.Server.PermissionReplies.Single().Reply, Is.EqualTo(PermissionReply.Once));
    }

    [Test]
    public async Task A_lasting_approval_covers_what_follows(CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn => turn.Tool("bash", "{}", tool => tool.AskPermission("git push")).Tool("bash", "{}", tool => tool.AskPermission("git push")).Text("Done."));
        var session = await fake.SessionAsync();
        var request = (await fake.Agent.RunAsync("Push it twice", session, null, cancellationToken)).Approval();
        var last = await fake.Agent.RunAsync(Reply(request.CreateAlwaysResponse()), session, null, cancellationToken);
        Assert.That((last.Text, last.Of<FunctionResultContent>().Count(), fake.Server.PermissionReplies.Single().Reply), Is.EqualTo(("Done.", 2, PermissionReply.Always)));
    }

    [TestCase("not here", "not here")]
    [TestCase(null, "The user rejected this. Continue without it.")]
    public async Task A_rejection_tells_the_agent_why_and_it_goes_on(string? reason, string told, CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var request = (await fake.Agent.RunAsync("Push it", session, null, cancellationToken)).Approval();
        var last = await fake.Agent.RunAsync(Reply(request.CreateResponse(approved: false, reason)), session, null, cancellationToken);
        Assert.That((last.Text, last.Of<FunctionResultContent>().Single().Exception is not null), Is.EqualTo(("Pushed.", true)));
        Assert.That(fake.Server.PermissionReplies.Single().Message, Is.EqualTo(told));
    }

    [Test]
    public async Task A_stop_ends_the_turn_without_a_failure([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var request = (await fake.Agent.RunAsync("Push it", session, null, cancellationToken)).Approval();
        var last = await FakeAgent.RunAsync(fake.Agent, Reply(request.CreateStopResponse()), session, null, isStreamed, cancellationToken);
        Assert.That((last.Text, last.FinishReason?.Value), Is.EqualTo(("", "rejected")));
        Assert.That((await fake.Agent.RunAsync("And now?", session, null, cancellationToken)).Approval().RequestId, Is.Not.EqualTo(request.RequestId));
    }

    [Test]
    public async Task Responses_that_are_unclear_are_refused_and_nothing_is_sent(CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var request = (await fake.Agent.RunAsync("Push it", session, null, cancellationToken)).Approval();
        var odd = request.CreateResponse(approved: true);
        odd.AdditionalProperties = new() { ["opencode.reply"] = "stop" };
        IReadOnlyList<ChatMessage>[] unclear =
        [
            Reply(request.CreateResponse(approved: true), request.CreateResponse(approved: false)),
            Reply(request.CreateResponse(approved: true), new TextContent("And hurry")),
            Reply(odd),
        ];
        foreach (var messages in unclear)
        {
            await Failure.OfAsync<ArgumentException>(() => fake.Agent.RunAsync(messages, session, null, cancellationToken));
        }

        Assert.That((fake.Server.PermissionReplies.Count, session.PendingRequestIds.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_request_that_does_not_wait_is_an_error(CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var request = (await fake.Agent.RunAsync("Push it", session, null, cancellationToken)).Approval();
        var unknown = new ToolApprovalRequestContent("per_unknown", request.ToolCall).CreateResponse(approved: true);
        var failure = await Failure.OfAsync<InvalidOperationException>(() => fake.Agent.RunAsync(Reply(unknown, request.CreateResponse(approved: true)), session, null, cancellationToken));
        Assert.That((failure.Message.Contains("per_unknown", StringComparison.Ordinal), fake.Server.PermissionReplies.Count), Is.EqualTo((true, 0)));

        await fake.Client.Permission.ReplyAsync(request.RequestId, new() { Reply = PermissionReply.Once }, cancellationToken);
        await Failure.OfAsync<InvalidOperationException>(() => fake.Agent.RunAsync(Reply(request.CreateResponse(approved: true)), session, null, cancellationToken));
        var last = await fake.Agent.RunAsync(session, null, cancellationToken);
        Assert.That(last.Text, Is.EqualTo("Pushed."), "Without messages, the run follows what somebody else has let go on.");
        await Failure.OfAsync<InvalidOperationException>(() => fake.Agent.RunAsync(Reply(request.CreateResponse(approved: true)), session, null, cancellationToken));
    }

    [Test]
    public async Task A_message_is_refused_while_the_agent_waits(CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var request = (await fake.Agent.RunAsync("Push it", session, null, cancellationToken)).Approval();
        var failure = await Failure.OfAsync<InvalidOperationException>(() => fake.Agent.RunAsync("Hurry", session, null, cancellationToken));
        Assert.That((failure.Message.Contains(request.RequestId, StringComparison.Ordinal), fake.Server.Prompts.Count), Is.EqualTo((true, 1)));
        Assert.That((await fake.Agent.RunAsync(session, null, cancellationToken)).Approval().RequestId, Is.EqualTo(request.RequestId), "Without messages, the run asks again.");
    }

    [Test]
    public async Task A_stopped_turn_asks_no_more(CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        await fake.Agent.RunAsync("Push it", session, null, cancellationToken);
        await fake.Agent.StopAsync(session, cancellationToken);
        Assert.That((session.PendingRequestIds.Count, (await fake.Client.Permission.ListAsync(cancellationToken)).Count), Is.EqualTo((0, 0)));
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        Assert.That((await fake.Agent.RunAsync("Are you there?", session, null, cancellationToken)).Text, Is.EqualTo("Yes."));
    }

    [Test]
    public async Task A_reader_that_leaves_with_the_request_leaves_the_turn_open(CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        ToolApprovalRequestContent? request = null;
        await foreach (var update in fake.Agent.RunStreamingAsync("Push it", session, null, cancellationToken))
        {
            request = update.Contents.OfType<ToolApprovalRequestContent>().FirstOrDefault();
            if (request is not null)
            {
                break;
            }
        }

        Assert.That((await fake.Agent.RunAsync(Reply(request!.CreateResponse(approved: true)), session, null, cancellationToken)).Text, Is.EqualTo("Pushed."));
    }

    [Test]
    public async Task A_run_without_a_session_can_not_ask(CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => fake.Agent.RunAsync("Push it", null, null, cancellationToken));
        Assert.That(failure.End, Is.InstanceOf<PromptRejected>());
    }

    [Test]
    public async Task Rules_handlers_and_policies_decide_before_the_caller(CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        TurnOptions[] deciding =
        [
            new() { PermissionRules = [new() { Permission = "bash", Pattern = "*", Action = PermissionAction.Allow }] },
            new() { OnPermission = (_, _) => Task.FromResult(PermissionDecision.AllowOnce) },
            new() { PermissionPolicy = PermissionPolicy.AllowOnce },
        ];
        foreach (var options in deciding)
        {
            await using var agent = fake.Another(new() { Turn = options });
            Assert.That((await agent.RunAsync("Push it", await agent.CreateSessionAsync(cancellationToken), null, cancellationToken)).Text, Does.EndWith("Pushed."));
        }

        await using var undecided = fake.Another(new() { Turn = new() { OnPermission = (_, _) => Task.FromResult(PermissionDecision.None) } });
        Assert.That((await undecided.RunAsync("Push it", await undecided.CreateSessionAsync(cancellationToken), null, cancellationToken)).Approval(), Is.Not.Null);
    }

    [Test]
    public async Task Sub_agents_ask_the_caller_too(CancellationToken cancellationToken)
    {
        await using var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn => turn.SubAgent("Push", sub => sub.Tool("bash", """{"command":"git push"}""", tool => tool.AskPermission("git push").Return("done")).Text("Pushed.")).Text("Done."));
        var session = await fake.SessionAsync();
        var request = (await fake.Agent.RunAsync("Push it", session, null, cancellationToken)).Approval();
        Assert.That((request.GetPermission()!.SessionId, ((FunctionCallContent)request.ToolCall).Name), Is.Not.EqualTo((session.SessionId, "")));
        await using var other = fake.Another();
        var last = await other.RunAsync(Reply(request.CreateResponse(approved: true)), await FakeAgent.CopyAsync(other, session), null, cancellationToken);
        Assert.That(last.Text, Is.EqualTo("Done."));
    }

    [Test]
    public async Task Requests_survive_serialization(CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var response = await fake.Agent.RunAsync("Push it", session, null, cancellationToken);
        var json = System.Text.Json.JsonSerializer.Serialize(response, AgentAbstractionsJsonUtilities.DefaultOptions.GetTypeInfo(typeof(AgentResponse)));
        var read = (AgentResponse)System.Text.Json.JsonSerializer.Deserialize(json, AgentAbstractionsJsonUtilities.DefaultOptions.GetTypeInfo(typeof(AgentResponse)))!;
        Assert.That(read.Approval().GetPermission(), Is.EqualTo(response.Approval().GetPermission()));
        var reply = System.Text.Json.JsonSerializer.Serialize(read.Approval().CreateAlwaysResponse(), AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(AIContent)));
        var content = (AIContent)System.Text.Json.JsonSerializer.Deserialize(reply, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(AIContent)))!;
        Assert.That((await fake.Agent.RunAsync(Reply(content), session, null, cancellationToken)).Text, Is.EqualTo("Pushed."));
        Assert.That(fake.Server.PermissionReplies.Single().Reply, Is.EqualTo(PermissionReply.Always));
    }

    private static FakeAgent Asking()
    {
        var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn => turn.Usage(input: 10, output: 20).Text("I will push.").Tool("bash", """{"command":"git push"}""", tool => tool.AskPermission("git push").Return("done")).Text("Pushed."));
        return fake;
    }
}
