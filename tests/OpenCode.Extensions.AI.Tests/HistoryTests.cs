using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>What messages become in a prompt.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HistoryTests
{
    private static readonly byte[] s_png = [0x89, 0x50, 0x4E, 0x47];

    [Test]
    public async Task Messages_of_the_user_are_one_prompt(CancellationToken cancellationToken)
    {
        await using var fake = await AskAsync([new(ChatRole.User, "One"), new(ChatRole.User, [new TextContent("Two"), new TextContent("Three")])], cancellationToken);
        Assert.That(fake.Prompt.Parts.Cast<TextPartInput>().Select(p => (p.Text, p.Synthetic)), Is.EqualTo(new[] { ("One", (bool?)null), ("Two", null), ("Three", null) }));
    }

    [Test]
    public async Task Instructions_and_system_messages_are_the_system_prompt(CancellationToken cancellationToken)
    {
        await using var fake = await AskAsync(
            [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hi"), new(ChatRole.System, "Be kind.")],
            cancellationToken,
            new() { Instructions = "Speak English." });
        Assert.That((fake.Prompt.System, fake.Prompt.Text), Is.EqualTo(("Speak English.\n\nBe brief.\n\nBe kind.", "Hi")));
    }

    [Test]
    public async Task A_history_is_written_into_the_prompt_of_a_new_session(CancellationToken cancellationToken)
    {
        await using var fake = await AskAsync(
            [
                new(ChatRole.User, "Pick a city"),
                new(ChatRole.Assistant, [new TextReasoningContent("A port."), new TextContent("Seattle"), new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "Seattle" })]),
                new(ChatRole.Tool, [new FunctionResultContent("c1", "rain")]),
                new(ChatRole.Assistant, [new ErrorContent("It is too far.")]) { AuthorName = "Guide" },
                new(ChatRole.User, "And another one"),
            ],
            cancellationToken);
        var parts = fake.Prompt.Parts.Cast<TextPartInput>().ToList();
        Assert.That(parts.Where(p => p.Synthetic != true).Select(p => p.Text), Is.EqualTo(new[] { "And another one" }));
        Assert.That(parts.Skip(1).Take(4).Select(p => p.Text), Is.EqualTo(new[]
        {
            "[user]\nPick a city",
            """
            [assistant]
            (Reasoning: A port.)
            Seattle
            (Calls the tool weather, call c1: {"city":"Seattle"})
            """,
            "[tool]\n(Result of the call c1: rain)",
            "[assistant: Guide]\n(Error: It is too far.)",
        }));
        Assert.That(parts[^1].Text, Is.EqualTo("And another one"));
    }

    [Test]
    public async Task Files_of_a_history_stay_in_their_places(CancellationToken cancellationToken)
    {
        await using var fake = await AskAsync(
            [
                new(ChatRole.User, [new TextContent("What is this?"), new DataContent(s_png, "image/png") { Name = "a.png" }]),
                new(ChatRole.Assistant, "A picture."),
                new(ChatRole.Tool, [new FunctionResultContent("c1", new List<AIContent> { new TextContent("Here."), new DataContent(s_png, "image/png") })]),
                new(ChatRole.User, "Which?"),
            ],
            cancellationToken);
        var shapes = fake.Prompt.Parts.Select(p => p is FilePartInput file ? file.Url : ((TextPartInput)p).Text).ToList();
        Assert.That(shapes.GetRange(1, 6), Is.EqualTo(new[]
        {
            "[user]\nWhat is this?\n(A file follows.)",
            $"data:image/png;base64,{Convert.ToBase64String(s_png)}",
            "[assistant]\nA picture.",
            "[tool]\n(A file follows, a result of the call c1.)",
            $"data:image/png;base64,{Convert.ToBase64String(s_png)}",
            "[tool]\n(Result of the call c1: Here.)",
        }));
    }

    [Test]
    public async Task Files_of_a_history_survive_serialization(CancellationToken cancellationToken)
    {
        var type = AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IList<ChatMessage>));
        IList<ChatMessage> history =
        [
            new(ChatRole.Tool, [new FunctionResultContent("c1", new List<AIContent> { new TextContent("Here."), new DataContent(s_png, "image/png") })]),
            new(ChatRole.Tool, [new FunctionResultContent("c2", new[] { "a" }.ToList().Count)]),
            new(ChatRole.User, "Which?"),
        ];
        var read = (IList<ChatMessage>)JsonSerializer.Deserialize(JsonSerializer.Serialize(history, type), type)!;
        await using var fake = await AskAsync([.. read], cancellationToken);
        Assert.That(fake.Prompt.Parts.OfType<FilePartInput>().Single().Mime, Is.EqualTo("image/png"));
        Assert.That(fake.Prompt.Text, Does.Contain("(Result of the call c1: Here.)").And.Contain("(Result of the call c2: 1)"));
    }

    [Test]
    public async Task A_response_can_be_given_back_as_history(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Reasoning("Hm.").Tool("bash", """{"command":"ls"}""", output: "README.md").Text("One file."));
        List<ChatMessage> history = [new(ChatRole.User, "List")];
        await history.AddMessagesAsync(fake.Chat.GetStreamingResponseAsync(history, null, cancellationToken), cancellationToken);
        history.Add(new(ChatRole.User, "Again"));
        var second = await fake.Chat.GetResponseAsync(history, null, cancellationToken);
        Assert.That(fake.Server.Prompts[1].Text, Does.Contain("README.md").And.Contain("One file.").And.EndsWith("Again"));
        Assert.That(second.ConversationId, Is.Not.EqualTo(fake.Server.Prompts[0].SessionId));
    }

    [Test]
    public async Task A_history_that_ends_with_the_assistant_is_continued(CancellationToken cancellationToken)
    {
        await using var instructed = await AskAsync([new(ChatRole.Assistant, "So far so good."), new(ChatRole.System, "Summarize.")], cancellationToken);
        Assert.That((instructed.Prompt.System, instructed.Prompt.Text), Is.EqualTo(("Summarize.", instructed.Prompt.Text)));
        Assert.That(instructed.Prompt.Text, Does.Contain("So far so good.").And.EndsWith("Follow the instructions."));
        await using var bare = await AskAsync([new(ChatRole.Assistant, "So far so good.")], cancellationToken);
        Assert.That(bare.Prompt.Text, Does.EndWith("Continue it."));
    }

    [Test]
    public async Task Empty_messages_say_nothing(CancellationToken cancellationToken)
    {
        await using var fake = await AskAsync([new(ChatRole.System, []), new(ChatRole.User, []), new(ChatRole.Assistant, []), new(ChatRole.User, ""), new(ChatRole.User, "What is 1 + 2?")], cancellationToken);
        Assert.That((fake.Prompt.Text, fake.Prompt.System, fake.Prompt.Parts.Count), Is.EqualTo(("What is 1 + 2?", (string?)null, 1)));
    }

    [Test]
    public async Task Without_anything_to_respond_to_nothing_is_sent([Values] bool isStreamed)
    {
        await using var fake = new FakeChat();
        foreach (var messages in new ChatMessage[][] { [], [new(ChatRole.User, "")], [new(ChatRole.System, "Be brief.")], [null!] })
        {
            Assert.Throws<ArgumentException>(() => Call(fake, messages, null, isStreamed));
        }

        Assert.Throws<ArgumentNullException>(() => Call(fake, null!, null, isStreamed));
        Assert.That(fake.Server.Requests, Is.Empty);
    }

    [Test]
    public async Task A_continued_conversation_takes_no_messages_of_others([Values("assistant", "tool")] string role, [Values] bool isStreamed)
    {
        await using var fake = new FakeChat();
        ChatMessage[] messages = [new(ChatRole.User, "One"), new(new(role), [new TextContent("Two")]), new(ChatRole.User, "Three")];
        var failure = Assert.Throws<ArgumentException>(() => Call(fake, messages, new() { ConversationId = "ses_1" }, isStreamed));
        Assert.That(failure!.Message, Does.Contain($"\"{role}\"").And.Contain("ConversationId"));
        Assert.That(fake.Server.Requests, Is.Empty);
    }

    [Test]
    public async Task The_author_of_a_message_is_named(CancellationToken cancellationToken)
    {
        await using var fake = await AskAsync([new(ChatRole.User, "Hi") { AuthorName = "Ada" }], cancellationToken);
        Assert.That(fake.Prompt.Parts.Cast<TextPartInput>().Select(p => p.Text), Is.EqualTo(new[] { "[user: Ada]", "Hi" }));
    }

    /// <summary>Calls without waiting: what can't work throws before anything is sent.</summary>
    internal static void Call(FakeChat fake, IEnumerable<ChatMessage> messages, ChatOptions? options, bool isStreamed)
    {
        if (isStreamed)
        {
            fake.Chat.GetStreamingResponseAsync(messages, options);
        }
        else
        {
            fake.Chat.GetResponseAsync(messages, options).GetAwaiter().GetResult();
        }
    }

    private static async Task<FakeChat> AskAsync(ChatMessage[] messages, CancellationToken cancellationToken, ChatOptions? options = null)
    {
        var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        await fake.Chat.GetResponseAsync(messages, options, cancellationToken);
        return fake;
    }
}
