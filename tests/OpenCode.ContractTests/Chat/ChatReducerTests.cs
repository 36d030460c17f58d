#pragma warning disable MEAI001 // Reducers are experimental; whoever uses them must be able to rely on the chat client.
using Microsoft.Extensions.AI;
using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Chat.ChatModel;

namespace OpenCode.ContractTests.Chat;

/// <summary>Histories that the agent itself summarizes. Cases of the integration tests of dotnet/extensions: docs/chat-client.md.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ChatReducerTests
{
    [Test]
    public async Task A_summary_keeps_what_matters(CancellationToken cancellationToken)
    {
        Summarize("hiking Alice", "Alice loves hiking.", request => request.Prompt.Contains("Alice loves hiking.", StringComparison.Ordinal) ? "You are Alice, and you hike." : "Who?");
        using var chat = new Summarizing(threshold: 1);
        var response = await chat.Client.GetResponseAsync(Talk("hiking Alice is my name", "Nice to meet you.", "I went to the coast.", "Which one?", "The northern one.", "How long?", "Who am I?"), null, cancellationToken);
        Assert.That((response.Text, chat.Summaries), Is.EqualTo(("You are Alice, and you hike.", 1)));
        Assert.That(chat.Reduced.Select(m => m.Text), Is.EqualTo(new[] { "Alice loves hiking.", "The northern one.", "How long?", "Who am I?" }));
    }

    [Test]
    public async Task A_summary_keeps_the_system_message(CancellationToken cancellationToken)
    {
        Summarize("weather for pirates", "They spoke of the weather.", request => SystemPrompt(request).Contains("You are a pirate.", StringComparison.Ordinal) ? "Arr, four!" : "4");
        using var chat = new Summarizing();
        ChatMessage[] messages = [new(ChatRole.System, "You are a pirate."), .. Talk("weather for pirates", "Fine.", "And tomorrow?", "Cloudy.", "An umbrella?", "Aye.", "What is 2 + 2?")];
        var response = await chat.Client.GetResponseAsync(messages, null, cancellationToken);
        Assert.That((response.Text, chat.Summaries), Is.EqualTo(("Arr, four!", 1)));
        Assert.That(chat.Reduced.Select(m => m.Role.Value), Is.EqualTo(new[] { "system", "assistant", "assistant", "user" }));
    }

    [Test]
    public async Task A_summary_goes_along_with_functions(CancellationToken cancellationToken)
    {
        Summarize("the cities of rain and sun", "They compare Seattle with Miami.", request => "");
        Answer("which city was better in the end", request => request.FollowsTool
            ? [new DemoText($"Miami: {Results(request).Single()}")]
            : [new DemoToolCall(Tool(request, "GetWeather"), """{"city":"Miami"}""")]);
        using var chat = new Summarizing(useFunctions: true);
        var options = new ChatOptions { Tools = [Function("GetWeather", (string city) => city is "Miami" ? "sunny" : "rainy")] };
        var response = await chat.Client.GetResponseAsync(Talk("the cities of rain and sun", "I'll look.", "And Miami?", "That too.", "So which city was better in the end?"), options, cancellationToken);
        Assert.That((response.Text, chat.Summaries, chat.Reduced.Count), Is.EqualTo(("Miami: sunny", 1, 3)));
    }

    [Test]
    public async Task A_summary_goes_along_with_streams(CancellationToken cancellationToken)
    {
        Summarize("Bob of the tools", "Bob is an engineer.", request => request.Prompt.Contains("Bob is an engineer.", StringComparison.Ordinal) ? "Bob, an engineer." : "Who?");
        using var chat = new Summarizing();
        var updates = await chat.Client.GetStreamingResponseAsync(Talk("Bob of the tools", "Hello.", "We build tools.", "For whom?", "For schools.", "Good!", "Was anyone named?"), null, cancellationToken).ToListAsync(cancellationToken);
        Assert.That((string.Concat(updates.Select(u => u.Text)), chat.Summaries), Is.EqualTo(("Bob, an engineer.", 1)));
        Assert.That(chat.Reduced.Select(m => m.Text), Is.EqualTo(new[] { "Bob is an engineer.", "Good!", "Was anyone named?" }));
    }

    [Test]
    public async Task A_summary_can_be_asked_for_in_other_words(CancellationToken cancellationToken)
    {
        Answer("my cats and dogs", request => SystemPrompt(request).Contains("Emphasize numbers.", StringComparison.Ordinal) ? [new DemoText("3 cats, 2 dogs.")] : [new DemoText("Some animals.")]);
        Answer("how many pets in all", request => [new DemoText(request.Prompt.Contains("3 cats, 2 dogs.", StringComparison.Ordinal) ? "5" : "Some.")]);
        using var chat = new Summarizing();
        chat.Reducer.SummarizationPrompt = "Emphasize numbers.";
        var response = await chat.Client.GetResponseAsync(Talk("my cats and dogs are 3 and 2", "That's 5!", "They eat 10 cans.", "A lot.", "Every week.", "Oh.", "So how many pets in all?"), null, cancellationToken);
        Assert.That((response.Text, chat.Summaries, chat.Reduced[0].Text), Is.EqualTo(("5", 1, "3 cats, 2 dogs.")));
    }

    /// <summary>Lets the model summarize a conversation that contains a text, and answer the one that contains the summary.</summary>
    private static void Summarize(string talk, string summary, Func<DemoRequest, string> then)
    {
        Answer(talk, _ => [new DemoText(summary)]);
        Answer(summary, request => [new DemoText(then(request))]);
    }

    private static ChatMessage[] Talk(params string[] texts) => [.. texts.Select((text, n) => new ChatMessage(n % 2 == 0 ? ChatRole.User : ChatRole.Assistant, text))];

    /// <summary>A pipeline that reduces histories by the agent's own summary.</summary>
    private sealed class Summarizing : IDisposable
    {
        private readonly IChatClient _summarizer;

        public Summarizing(int threshold = 0, bool useFunctions = false)
        {
            _summarizer = Live.AsBuilder().Use(async (messages, options, next, token) =>
            {
                Summaries++;
                await next(messages, options, token);
            }).Build();
            Reducer = new(_summarizer, targetCount: 2, threshold);
            var builder = Live.AsBuilder().UseChatReducer(Reducer).Use(async (messages, options, next, token) =>
            {
                Reduced = [.. messages];
                await next(messages, options, token);
            });
            Client = (useFunctions ? builder.UseFunctionInvocation() : builder).Build();
        }

        public IChatClient Client { get; }

        public SummarizingChatReducer Reducer { get; }

        public int Summaries { get; private set; }

        public IReadOnlyList<ChatMessage> Reduced { get; private set; } = [];

        public void Dispose()
        {
            _summarizer.Dispose();
            Client.Dispose();
        }
    }
}
