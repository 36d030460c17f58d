using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>The usual parts of a pipeline work over it.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed partial class MiddlewareTests
{
    [Test]
    public async Task Logging_shows_messages_and_tool_calls([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = New();
        var logs = new FakeLogCollector();
        using var factory = LoggerFactory.Create(b => b.AddProvider(new FakeLoggerProvider(logs)).SetMinimumLevel(LogLevel.Trace));
        using var chat = fake.Chat.AsBuilder().UseLogging(factory).Build();
        await ConversationTests.Ask(chat, "What is there?", null, isStreamed, cancellationToken);
        var text = string.Join('\n', logs.GetSnapshot().Select(l => l.Message));
        Assert.That(text, Does.Contain("What is there?").And.Contain("bash").And.Contain("README.md").And.Contain("One file."));
    }

    [Test]
    public async Task Telemetry_names_the_server_the_model_and_the_tokens([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = New(new() { DefaultModelId = "p/m" });
        using var recorder = new ActivityRecorder();
        using var chat = fake.Chat.AsBuilder().UseOpenTelemetry(sourceName: "chat.test").Build();
        var response = await ConversationTests.Ask(chat, "What is there?", null, isStreamed, cancellationToken);
        var activity = recorder.Activities.Single(a => a.Source.Name == "chat.test");
        Assert.That(activity.DisplayName, Does.StartWith("chat"));
        Assert.That(activity.GetTagItem("server.address"), Is.EqualTo(fake.Client.BaseUrl.Host));
        Assert.That(activity.GetTagItem("server.port"), Is.EqualTo(fake.Client.BaseUrl.Port));
        Assert.That(activity.GetTagItem("gen_ai.provider.name"), Is.EqualTo("opencode"));
        Assert.That(activity.GetTagItem("gen_ai.response.model"), Is.EqualTo("p/m"));
        Assert.That(activity.GetTagItem("gen_ai.usage.input_tokens"), Is.EqualTo((int)response.Usage!.InputTokenCount!));
        Assert.That(activity.GetTagItem("gen_ai.conversation.id"), Is.Null.Or.EqualTo(response.ConversationId));
    }

    [Test]
    public async Task Function_invocation_leaves_the_agent_s_calls_alone([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = New();
        var calls = 0;
        var bash = AIFunctionFactory.Create(() => ++calls, "bash");
        using var chat = fake.Chat.AsBuilder().UseFunctionInvocation(configure: c => c.AdditionalTools = [bash]).Build();
        var response = await ConversationTests.Ask(chat, "What is there?", null, isStreamed, cancellationToken);
        Assert.That((calls, fake.Server.Prompts.Count, response.Text), Is.EqualTo((0, 1, "One file.")));
        Assert.That(ResponseTests.Shape(response.Messages), Is.EqualTo("assistant[call bash(command=ls)] tool[result README.md] assistant[text One file.]"));
    }

    [Test]
    public async Task Function_invocation_leaves_calls_alone_that_have_no_result(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        var calls = 0;
        fake.Server.WhenPrompted(turn => turn.Tool("bash", "{}").Text("Half").Finish("length"));
        using var chat = fake.Chat.AsBuilder().UseFunctionInvocation(configure: c => c.AdditionalTools = [AIFunctionFactory.Create(() => ++calls, "bash")]).Build();
        var response = await chat.GetResponseAsync("Hi", null, cancellationToken);
        Assert.That((calls, response.FinishReason), Is.EqualTo((0, ChatFinishReason.Length)));
    }

    [Test]
    public async Task A_cache_gives_the_same_response_and_the_server_hears_of_it_once([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = New();
        using var chat = Cached(fake.Chat);
        var first = await ConversationTests.Ask(chat, "What is there?", null, isStreamed, cancellationToken);
        var second = await ConversationTests.Ask(chat, "What is there?", null, isStreamed, cancellationToken);
        Assert.That((second.Text, second.ConversationId, second.ResponseId, second.Usage!.TotalTokenCount), Is.EqualTo((first.Text, first.ConversationId, first.ResponseId, first.Usage!.TotalTokenCount)));
        Assert.That(ResponseTests.Shape(second.Messages), Is.EqualTo(ResponseTests.Shape(first.Messages)));
        Assert.That(fake.Server.Prompts, Has.Count.EqualTo(1));
        await ConversationTests.Ask(chat, "What else?", null, isStreamed, cancellationToken);
        Assert.That(fake.Server.Prompts, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_cache_tells_agents_and_models_apart(CancellationToken cancellationToken)
    {
        await using var fake = New();
        using var chat = Cached(fake.Chat);
        foreach (var options in new Func<ChatOptions>[] { () => new(), () => new ChatOptions().SetAgent("plan"), () => new() { ModelId = "p/m" }, () => new ChatOptions().SetVariant("max"), () => new() { Instructions = "Be brief." } })
        {
            await chat.GetResponseAsync("Hi", options(), cancellationToken);
            await chat.GetResponseAsync("Hi", options(), cancellationToken);
        }

        Assert.That(fake.Server.Prompts, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task A_cache_keeps_out_of_conversations([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = New();
        using var chat = Cached(fake.Chat);
        var first = await ConversationTests.Ask(chat, "What is there?", null, isStreamed, cancellationToken);
        foreach (var _ in new int[2])
        {
            await ConversationTests.Ask(chat, "And now?", new() { ConversationId = first.ConversationId }, isStreamed, cancellationToken);
        }

        Assert.That(fake.Server.Prompts, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Whoever_gets_a_cached_response_can_continue_without_the_words_of_others([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = New();
        using var chat = Cached(fake.Chat);
        var first = await ConversationTests.Ask(chat, "What is there?", null, isStreamed, cancellationToken);
        await ConversationTests.Ask(chat, "A secret", new() { ConversationId = first.ConversationId }, isStreamed, cancellationToken);
        var hit = await ConversationTests.Ask(chat, "What is there?", null, isStreamed, cancellationToken);
        var mine = await ConversationTests.Ask(chat, "And else?", new ChatOptions().ForkAfter(hit), isStreamed, cancellationToken);
        Assert.That(mine.ConversationId, Is.Not.EqualTo(first.ConversationId));
        Assert.That(fake.Server.GetMessages(mine.ConversationId!).Select(m => m.Text), Has.None.EqualTo("A secret").And.Some.EqualTo("What is there?"));
    }

    [Test]
    public async Task A_cached_response_of_a_stateless_client_leads_to_no_session(CancellationToken cancellationToken)
    {
        await using var fake = New(new() { IsStateless = true });
        using var chat = Cached(fake.Chat);
        await chat.GetResponseAsync("What is there?", null, cancellationToken);
        var hit = await chat.GetResponseAsync("What is there?", null, cancellationToken);
        Assert.That((hit.Text, hit.ConversationId, fake.Server.Prompts.Count), Is.EqualTo(("One file.", (string?)null, 1)));
    }

    [Test]
    public async Task Calls_can_be_limited([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        var running = 0;
        var most = 0;
        fake.Server.WhenPrompted(turn => turn.Then(_ => most = Math.Max(most, Interlocked.Increment(ref running))).Text("Yes.").Then(_ => Interlocked.Decrement(ref running)));
        using var slots = new SemaphoreSlim(2);
        using var chat = fake.Chat.AsBuilder().Use(inner => new Limited(inner, slots)).Build();
        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => ConversationTests.Ask(chat, $"{n}", null, isStreamed, cancellationToken)));
        Assert.That(responses.Select(r => r.Text), Is.All.EqualTo("Yes."));
        Assert.That(most, Is.InRange(1, 2));
        Assert.That(slots.CurrentCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Options_can_be_configured(CancellationToken cancellationToken)
    {
        await using var fake = New();
        using var chat = fake.Chat.AsBuilder().ConfigureOptions(o => o.SetAgent("plan").Instructions = "Be brief.").Build();
        await chat.GetResponseAsync("Hi", new() { ModelId = "p/m" }, cancellationToken);
        Assert.That((fake.Prompt.Agent, fake.Prompt.System, $"{fake.Prompt.Model}"), Is.EqualTo(("plan", "Be brief.", "p/m")));
    }

    [Test]
    public async Task A_typed_answer_is_read(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted("person", turn => turn.Text("Here.").Structured("""{"fullName":"Ada","age":36}"""));
        fake.Server.WhenPrompted("number", turn => turn.Structured("""{"data":15}"""));
        var options = new System.Text.Json.JsonSerializerOptions(AppJson.Default.Options) { TypeInfoResolver = System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine(AppJson.Default, AIJsonUtilities.DefaultOptions.TypeInfoResolver) };
        var person = await fake.Chat.GetResponseAsync<Person>("Which person?", options, cancellationToken: cancellationToken);
        var number = await fake.Chat.GetResponseAsync<int>("Which number?", options, cancellationToken: cancellationToken);
        Assert.That((person.Result, number.Result), Is.EqualTo((new Person("Ada", 36), 15)));
    }

    private static IChatClient Cached(IChatClient inner) =>
        inner.AsBuilder().UseDistributedCache(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()))).Build();

    private static FakeChat New(OpenCodeChatClientOptions? options = null)
    {
        var fake = new FakeChat(options);
        fake.Server.WhenPrompted(turn => turn.Usage(input: 10, output: 2, cost: 0.5m).Tool("bash", """{"command":"ls"}""", output: "README.md").Text("One file."));
        return fake;
    }

    internal sealed record Person([property: System.ComponentModel.Description("The whole name.")] string FullName, int Age);

    [JsonSerializable(typeof(Person))]
    [JsonSerializable(typeof(int))]
    [JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
    internal sealed partial class AppJson : JsonSerializerContext;

    private sealed class Limited(IChatClient inner, SemaphoreSlim slots) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                return await base.GetResponseAsync(messages, options, cancellationToken);
            }
            finally
            {
                slots.Release();
            }
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
                {
                    yield return update;
                }
            }
            finally
            {
                slots.Release();
            }
        }
    }
}
