using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Chat.ChatModel;

namespace OpenCode.ContractTests.Agents;

/// <summary>Approvals and questions with the real server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class AgentApprovalTests
{
    [Test]
    public async Task Approvals_in_any_order_and_process_continue_the_turn([Values] bool isFirst, [Values] bool isAtOnce, CancellationToken cancellationToken)
    {
        var prompt = $"the agent runs two commands, {isFirst} {isAtOnce}";
        Answer(prompt, request => request.FollowsTool
            ? [new DemoText($"It says {string.Join(" and ", Results(request).Select(r => r.Trim()))}.")]
            : [new DemoText("Two. "), Command("echo one"), Command("echo two")]);
        var session = await LiveAgent.Shared.CreateSessionAsync(cancellationToken);
        var response = await LiveAgent.Shared.RunAsync($"Now {prompt}", session, null, cancellationToken);
        var texts = response.Text;
        List<string> seen = [];
        while (Requests(response) is { Count: > 0 } requests)
        {
            seen.AddRange(requests.SelectMany(r => r.GetPermission()!.Patterns));
            var chosen = isAtOnce ? requests : [isFirst ? requests[0] : requests[^1]];
            await using var other = LiveAgent.Create();
            session = await other.DeserializeSessionAsync(await LiveAgent.Shared.SerializeSessionAsync(session, null, cancellationToken), null, cancellationToken);
            response = await other.RunAsync(chosen.Select(r => new ChatMessage(ChatRole.User, [r.CreateResponse(approved: true)])), session, null, cancellationToken);
            texts += response.Text;
        }

        Assert.That(texts, Is.EqualTo("Two. It says one and two."));
        Assert.That(seen, Is.SupersetOf(new[] { "echo one", "echo two" }));
    }

    [Test]
    public async Task A_rejection_settles_what_else_the_session_waits_for(CancellationToken cancellationToken)
    {
        Answer("the agent is told no twice", request => request.FollowsTool ? [new DemoText("Then not.")] : [Command("echo three"), Command("echo four")]);
        var session = (OpenCodeAgentSession)await LiveAgent.Shared.CreateSessionAsync(cancellationToken);
        var requests = Requests(await LiveAgent.Shared.RunAsync("Now the agent is told no twice", session, null, cancellationToken));
        var last = await LiveAgent.Shared.RunAsync(requests.Select(r => new ChatMessage(ChatRole.User, [r.CreateResponse(approved: false, "Not here.")])), session, null, cancellationToken);
        while (Requests(last) is { Count: > 0 } more)
        {
            last = await LiveAgent.Shared.RunAsync(more.Select(r => new ChatMessage(ChatRole.User, [r.CreateResponse(approved: false, "Not here.")])), session, null, cancellationToken);
        }

        Assert.That((last.Text, last.FinishReason?.Value), Is.AnyOf(("Then not.", "stop"), ("", "rejected")));
        Assert.That(session.PendingRequestIds, Is.Empty);
    }

    [Test]
    public async Task A_function_can_need_approval(CancellationToken cancellationToken)
    {
        CallsFunction("the agent pays the bill", "Pay", """{"amount":5}""");
        var paid = 0;
        await using var agent = LiveAgent.Create(new() { Tools = [new ApprovalRequiredAIFunction(Function("Pay", (int amount) => paid += amount))] });
        var session = await agent.CreateSessionAsync(cancellationToken);
        var request = Requests(await agent.RunAsync("Now the agent pays the bill", session, null, cancellationToken)).Single();
        Assert.That((((FunctionCallContent)request.ToolCall).Name, paid), Is.EqualTo(("Pay", 0)));
        var response = await agent.RunAsync(new ChatMessage(ChatRole.User, [request.CreateResponse(approved: true)]), session, null, cancellationToken);
        Assert.That((response.Text, paid), Is.EqualTo(("It says 5.", 5)));
    }

    [Test]
    public async Task A_question_waits_for_its_answer(CancellationToken cancellationToken)
    {
        Answer("the agent asks for a color", request => request.FollowsTool
            ? [new DemoText(Results(request).Single().Contains("Green", StringComparison.Ordinal) ? "Green, then." : "What?")]
            : [new DemoToolCall("question", """{"questions":[{"question":"Which color?","header":"Color","options":[{"label":"Red","description":"Warm"},{"label":"Green","description":"Calm"}]}]}""")]);
        var session = await LiveAgent.Shared.CreateSessionAsync(cancellationToken);
        var question = (await LiveAgent.Shared.RunAsync("Now the agent asks for a color", session, null, cancellationToken)).Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        Assert.That(question.GetQuestions()!.Single().Question, Is.EqualTo("Which color?"));
        var response = await LiveAgent.Shared.RunAsync(new ChatMessage(ChatRole.Tool, [question.CreateAnswer(QuestionDecision.Choose("Green"))]), session, null, cancellationToken);
        Assert.That(response.Text, Is.EqualTo("Green, then."));
    }

    [Test]
    public async Task The_sample_is_a_workflow_that_asks(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer(Newsroom.Prompt, request => Newsroom.Answer(request).ToAsyncEnumerable());
        using var output = new StringWriter { NewLine = "\n" };
        await Newsroom.RunAsync(LiveServer.Client, output, cancellationToken);
        Assert.That(
            output.ToString(),
            Is.EqualTo(
                """
                The writer requests approval for bash: expr length review
                writer: The word has 6 letters.
                reviewer: I agree: 6 letters.

                """));
    }

    private static DemoToolCall Command(string command) => new("bash", $$"""{"command":"{{command}}","description":"Says something"}""");

    private static List<ToolApprovalRequestContent> Requests(AgentResponse response) => [.. response.Messages.SelectMany(m => m.Contents).OfType<ToolApprovalRequestContent>()];
}
