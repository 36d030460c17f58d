using Microsoft.Extensions.AI;
using OpenCode.AI.Responses;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>What turns become in responses, at once and streamed.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ResponseTests
{
    /// <summary>Turns of each kind, with the messages that they must become.</summary>
    private static readonly (string Name, Action<FakeTurn> Script, string Shape)[] s_turns =
    [
        ("text", turn => turn.Text("One ", "two."), "assistant[text One two.]"),
        ("reasoning", turn => turn.Reasoning("Let me ", "see.").Text("One."), "assistant[reasoning Let me see., text One.]"),
        ("tool", turn => turn.Tool("bash", """{"command":"ls","all":true}""", output: "README.md").Text("One file."),
            "assistant[call bash(command=ls, all=True)] tool[result README.md] assistant[text One file.]"),
        ("two tools", turn => turn.Text("First.").Tool("glob", "{}", output: "a").Text("Then.").Tool("read", "{}", output: "b").Text("Done."),
            "assistant[text First., call glob()] tool[result a] assistant[text Then., call read()] tool[result b] assistant[text Done.]"),
        ("failed tool", turn => turn.Tool("bash", "{}", tool => tool.Write("1 of 2").Fail("exit code 1")).Text("It failed."),
            "assistant[call bash()] tool[result exit code 1!] assistant[text It failed.]"),
        ("sub-agent", turn => turn.SubAgent("Read", sub => sub.Text("Fine.").Usage(input: 5, output: 7)).Text("Done."), "assistant[call task(*)] tool[result *] assistant[text Done.]"),
        ("no text", turn => turn.Text(""), ""),
        ("lost connection", turn => turn.Text("Half ").CutStreams().Text("a word."), "assistant[text Half a word.]"),
        ("events", turn => turn.Todos(OpenCodeModelFactory.Create<Todo>()).Retry("overloaded").Text("Done."), "assistant[text Done.]"),
    ];

    private static IEnumerable<TestCaseData> Turns => s_turns.SelectMany((t, n) => new[] { true, false }.Select(isStreamed =>
        new TestCaseData(n, isStreamed).SetArgDisplayNames(t.Name, isStreamed ? "streamed" : "at once")));

    [TestCaseSource(nameof(Turns))]
    public async Task A_turn_becomes_messages(int number, bool isStreamed, CancellationToken cancellationToken)
    {
        var (_, script, shape) = s_turns[number];
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(script);
        var response = await ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken);
        Assert.That(Shape(response.Messages), Does.Match($"^{System.Text.RegularExpressions.Regex.Escape(shape).Replace(@"\*", "[^\\])]*", StringComparison.Ordinal)}$"));
        Assert.That(response.FinishReason, Is.EqualTo(ChatFinishReason.Stop));
        Assert.That(response.Messages.Where(m => m.Role == ChatRole.Assistant && m.Contents.Count > 0).Select(m => m.MessageId), Is.All.StartsWith("msg_"));
    }

    [Test]
    public async Task A_response_says_what_it_is([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat(new() { DefaultModelId = "p/m" });
        fake.Server.WhenPrompted(turn => turn.Usage(input: 100, output: 20, reasoning: 3, cacheRead: 1000, cacheWrite: 50, cost: 0.25m).Text("Yes."));
        var response = await ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken);
        var usage = response.Usage!;
        Assert.That((usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount), Is.EqualTo((1150L, 23L, 1173L)));
        Assert.That((usage.CachedInputTokenCount, usage.ReasoningTokenCount), Is.EqualTo((1000L, 3L)));
        Assert.That((usage.AdditionalCounts!["CacheWriteTokens"], usage.AdditionalCounts["Steps"]), Is.EqualTo((50L, 1L)));
        Assert.That((response.ModelId, response.AdditionalProperties![OpenCodeChatProperties.Cost], response.CreatedAt is not null), Is.EqualTo(("p/m", (object)0.25m, true)));
    }

    [Test]
    public async Task Usage_includes_sub_agents([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Usage(input: 10, output: 2).SubAgent("Read", sub => sub.Usage(input: 100, output: 20).Text("Fine.")).Text("Done."));
        var response = await ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken);
        var turn = await fake.Client.Session.RunAsync(response.ConversationId!, "Again", null, cancellationToken);
        Assert.That((response.Usage!.InputTokenCount, response.Usage.OutputTokenCount), Is.EqualTo((turn.Usage.InputTokens, turn.Usage.OutputTokens)));
        Assert.That(response.Usage.InputTokenCount, Is.GreaterThanOrEqualTo(110));
    }

    [TestCase("length", "length")]
    [TestCase("content-filter", "content_filter")]
    public async Task An_answer_that_is_cut_off_is_returned_with_the_reason(string finish, string reason, CancellationToken cancellationToken)
    {
        foreach (var isStreamed in new[] { true, false })
        {
            await using var fake = new FakeChat();
            fake.Server.WhenPrompted(turn => turn.Text("Half a").Finish(finish));
            var response = await ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken);
            Assert.That((response.Text, response.FinishReason?.Value), Is.EqualTo(("Half a", reason)));
        }
    }

    [Test]
    public async Task A_stream_streams(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        var gate = new TaskCompletionSource();
        fake.Server.WhenPrompted(turn => turn.Text("First.").Wait(gate.Task).Text(" Second."));
        var text = "";
        await foreach (var update in fake.Chat.GetStreamingResponseAsync("Hi", null, cancellationToken))
        {
            text += update.Text;
            if (text == "First.")
            {
                gate.TrySetResult();
            }
        }

        Assert.That(text, Is.EqualTo("First. Second."));
    }

    [Test]
    public async Task Updates_carry_the_turn_s_own(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Todos(OpenCodeModelFactory.Create<Todo>()).Tool("bash", "{}", tool => tool.Write("1").Return("12")).Text("Yes."));
        var updates = await fake.Chat.GetStreamingResponseAsync("Hi", null, cancellationToken).Select(u => u.RawRepresentation).ToListAsync(cancellationToken);
        Assert.That(updates.OfType<PromptTodosChanged>(), Is.Not.Empty);
        Assert.That(updates.OfType<PromptToolOutput>(), Is.Not.Empty);
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
        var response = await fake.Chat.GetResponseAsync("Hi", null, cancellationToken);
        Assert.That(response.RawRepresentation, Is.InstanceOf<TurnResult>());
    }

    [Test]
    public async Task An_object_is_the_last_message([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("Here it is.").Structured("""{"title":"Good","score":4}"""));
        var response = await ConversationTests.Ask(fake.Chat, "Review", new() { ResponseFormat = ChatResponseFormat.Json }, isStreamed, cancellationToken);
        Assert.That(response.Messages[^1].Text, Is.EqualTo("""{"title":"Good","score":4}"""));
        Assert.That(response.Messages.SelectMany(m => m.Contents), Has.None.InstanceOf<FunctionCallContent>());
        Assert.That(response.FinishReason, Is.EqualTo(ChatFinishReason.Stop));
    }

    [Test]
    public async Task An_object_that_the_model_does_not_give_is_an_error([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("I'd rather not."));
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => ConversationTests.Ask(fake.Chat, "Review", new() { ResponseFormat = ChatResponseFormat.Json }, isStreamed, cancellationToken));
        Assert.That(failure.Message, Does.Contain("I'd rather not."));
    }

    [Test]
    public async Task Files_of_tools_are_part_of_their_results(CancellationToken cancellationToken)
    {
        var file = OpenCodeModelFactory.Create<FilePart>() with { Mime = "image/png", Url = "data:image/png;base64,iVBORw==", Filename = "a.png" };
        var state = OpenCodeModelFactory.Create<ToolStateCompleted>() with { Output = "A picture.", Attachments = [file] };
        var result = (List<AIContent>)ResponseContent.Result(OpenCodeModelFactory.Create<ToolPart>() with { CallId = "c1", State = state })!.Result!;
        Assert.That(((TextContent)result[0]).Text, Is.EqualTo("A picture."));
        Assert.That((((DataContent)result[1]).MediaType, ((DataContent)result[1]).Name, ((DataContent)result[1]).Base64Data.ToString()), Is.EqualTo(("image/png", "a.png", "iVBORw==")));
        Assert.That(((UriContent)ResponseContent.File(file with { Url = "file:///a.png" })).Uri.AbsoluteUri, Is.EqualTo("file:///a.png"));
        await Task.CompletedTask.WaitAsync(cancellationToken);
    }

    internal static string Shape(IEnumerable<ChatMessage> messages) => string.Join(' ', messages.Where(m => m.Contents.Count > 0).Select(m => $"{m.Role}[{string.Join(", ", m.Contents.Select(Shape))}]"));

    internal static string Shape(AIContent content) => content switch
    {
        TextContent text => $"text {text.Text}",
        TextReasoningContent reasoning => $"reasoning {reasoning.Text}",
        FunctionCallContent { InformationalOnly: true } call => $"call {call.Name}({string.Join(", ", call.Arguments!.Select(a => $"{a.Key}={a.Value}"))})",
        FunctionResultContent result => $"result {result.Result}{(result.Exception is null ? "" : "!")}",
        _ => content.GetType().Name,
    };
}
