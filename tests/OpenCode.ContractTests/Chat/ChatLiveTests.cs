using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Chat.ChatModel;

namespace OpenCode.ContractTests.Chat;

/// <summary>What the published cases do not ask: conversations, sub-agents, ends.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ChatLiveTests
{
    [Test]
    public async Task A_conversation_goes_on_and_forks(CancellationToken cancellationToken)
    {
        Answer("the chat remembers", request => [new DemoText($"{Messages(request).Count(m => m.GetProperty("role").GetString() == "user")} heard")]);
        var first = await Live.GetResponseAsync("One: the chat remembers", null, cancellationToken);
        var second = await Live.GetResponseAsync("Two: the chat remembers", new() { ConversationId = first.ConversationId }, cancellationToken);
        var fork = await Live.GetResponseAsync("Three: the chat remembers", new ChatOptions().ForkAfter(first), cancellationToken);
        var whole = await Live.GetResponseAsync("Four: the chat remembers", new ChatOptions().Fork(first.ConversationId!), cancellationToken);
        Assert.That(new[] { first, second, fork, whole }.Select(r => r.Text), Is.EqualTo(new[] { "1 heard", "2 heard", "2 heard", "3 heard" }));
        Assert.That(new[] { first, second, fork, whole }.Select(r => r.ConversationId).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task Usage_includes_sub_agents([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        var prompt = $"chat with a sub-agent, streamed {isStreamed}";
        Answer(prompt, request => request.FollowsTool ? [new DemoText("Done.")] : [new DemoToolCall("task", """{"description":"A part","prompt":"Do a part of the chat","subagent_type":"general"}""")]);
        var response = await AskAsync(Live, [new(ChatRole.User, prompt)], null, isStreamed, cancellationToken);
        Assert.That((response.Text, response.Usage!.InputTokenCount, response.Usage.AdditionalCounts!["Steps"]), Is.EqualTo(("Done.", 36L, 3L)));
    }

    [Test]
    public async Task Instructions_reach_the_model(CancellationToken cancellationToken)
    {
        Answer("obey the instructions of the chat", request => [new DemoText(SystemPrompt(request).Contains("Be a parrot.", StringComparison.Ordinal) && SystemPrompt(request).Contains("Be green.", StringComparison.Ordinal) ? "Squawk" : "No")]);
        var response = await Live.GetResponseAsync([new(ChatRole.System, "Be green."), new(ChatRole.User, "Now obey the instructions of the chat")], new() { Instructions = "Be a parrot." }, cancellationToken);
        Assert.That(response.Text, Is.EqualTo("Squawk"));
    }

    [Test]
    public async Task A_model_and_an_agent_can_be_chosen(CancellationToken cancellationToken)
    {
        Answer("who plans in this chat", _ => [new DemoText("I do.")]);
        var response = await Live.GetResponseAsync("Say who plans in this chat", new ChatOptions { ModelId = DemoModel.Name }.SetAgent("plan"), cancellationToken);
        Assert.That((((TurnResult)response.RawRepresentation!).Message!.Agent, response.ModelId), Is.EqualTo(("plan", DemoModel.Name)));
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => Live.GetResponseAsync("Hello", new() { ModelId = "demo/nobody" }, cancellationToken));
        Assert.That(failure.Message, Does.StartWith("Model not found: demo/nobody"));
    }

    [Test]
    public async Task A_model_that_fails_is_an_exception([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        Answer("the chat is refused", _ => [new DemoFailure(400, "the model says no")]);
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => AskAsync(Live, [new(ChatRole.User, "Now the chat is refused")], null, isStreamed, cancellationToken));
        Assert.That(failure.Message, Is.EqualTo("the model says no"));
    }

    [Test]
    public async Task A_permission_that_nobody_grants_is_an_exception([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        Answer("the chat runs a command", _ => [new DemoToolCall("bash", """{"command":"echo no","description":"Says something"}""")]);
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => AskAsync(Live, [new(ChatRole.User, "Now the chat runs a command")], null, isStreamed, cancellationToken));
        Assert.That(((PromptRejected)failure.End).Permission!.Patterns, Is.EqualTo(new[] { "echo no" }));
    }

    [Test]
    public async Task Cancellation_and_leaving_stop_the_agent([Values] bool isLeft, CancellationToken cancellationToken)
    {
        var prompt = $"the chat goes on and on, left {isLeft}";
        LiveServer.Scripts.Answer(prompt, _ => Forever());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        string? conversation = null;
        async Task ReadAsync()
        {
            await foreach (var update in Live.GetStreamingResponseAsync($"Now {prompt}", null, cancel.Token))
            {
                conversation = update.ConversationId;
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

        Assert.That(await LiveServer.Client.Session.StatusAsync(cancellationToken), Does.Not.ContainKey(conversation!).Or.ContainValue(new SessionStatusIdle()));
    }

    [Test]
    public async Task A_stateless_chat_leaves_no_session([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        var chat = LiveServer.Client.AsChatClient(new() { IsStateless = true, NewSession = new() { Title = $"Stateless {isStreamed}" } });
        var response = await AskAsync(chat, [new(ChatRole.User, "Hello")], null, isStreamed, cancellationToken);
        Assert.That((response.Text, response.ConversationId), Is.EqualTo(("Fine.", (string?)null)));
        Assert.That(await LiveServer.Client.Session.EnumerateAsync(cancellationToken: cancellationToken).Select(s => s.Title).ToListAsync(cancellationToken), Has.None.EqualTo($"Stateless {isStreamed}"));
    }

    private static async IAsyncEnumerable<DemoChunk> Forever()
    {
        yield return new DemoText("On. ");
        await new TaskCompletionSource().Task;
    }
}
