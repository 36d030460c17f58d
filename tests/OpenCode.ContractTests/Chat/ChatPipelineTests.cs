using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Chat.ChatModel;

namespace OpenCode.ContractTests.Chat;

/// <summary>Caches, logs and traces. Cases of the integration tests of dotnet/extensions: docs/chat-client.md.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ChatPipelineTests
{
    private static int s_number;

    [Test]
    public async Task Without_a_cache_each_call_gets_a_response_of_its_own(CancellationToken cancellationToken)
    {
        CountUp("a number without a cache");
        var first = await Live.GetResponseAsync("Pick a number without a cache", null, cancellationToken);
        var second = await Live.GetResponseAsync("Pick a number without a cache", null, cancellationToken);
        Assert.That(second.Text, Is.Not.EqualTo(first.Text));
    }

    [Test]
    public Task The_same_prompt_is_a_hit(CancellationToken cancellationToken) => HitAsync(isStreamed: false, cancellationToken);

    [Test]
    public Task The_same_prompt_is_a_hit_in_streams(CancellationToken cancellationToken) => HitAsync(isStreamed: true, cancellationToken);

    [Test]
    public async Task A_hit_calls_neither_the_agent_nor_functions(CancellationToken cancellationToken)
    {
        CallsFunction("how warm is it now", "GetTemperature", "{}");
        var calls = 0;
        var agents = 0;
        var temperature = Function("GetTemperature", () => $"{100 + ++calls} degrees");
        using var chat = Live.AsBuilder()
            .ConfigureOptions(o => o.Tools = [temperature])
            .UseDistributedCache(Cache())
            .UseFunctionInvocation()
            .Use(async (messages, options, next, token) =>
            {
                agents++;
                await next(messages, options, token);
            })
            .Build();
        var first = await chat.GetResponseAsync("Say, how warm is it now?", null, cancellationToken);
        var second = await chat.GetResponseAsync("Say, how warm is it now?", null, cancellationToken);
        Assert.That((first.Text, second.Text, calls, agents), Is.EqualTo(("It says 101 degrees.", "It says 101 degrees.", 1, 1)));
    }

    [Test]
    public async Task A_call_is_logged(CancellationToken cancellationToken)
    {
        Answer("log the biggest animal", _ => [new DemoText("The whale.")]);
        var logs = await LogAsync("Please log the biggest animal", null, isStreamed: false, cancellationToken);
        Assert.That(logs, Has.Count.EqualTo(2));
        Assert.That(logs[0], Does.Contain("log the biggest animal"));
        Assert.That(logs[1], Does.Contain("The whale."));
    }

    [Test]
    public async Task A_stream_is_logged(CancellationToken cancellationToken)
    {
        Answer("log the smallest animal", _ => [new DemoText("The mite.")]);
        var logs = await LogAsync("Please log the smallest animal", null, isStreamed: true, cancellationToken);
        Assert.That(logs, Has.Some.Contains("log the smallest animal").And.Some.Contains("The mite."));
    }

    [Test]
    public Task Function_calls_are_logged(CancellationToken cancellationToken) => LogFunctionAsync(isStreamed: false, cancellationToken);

    [Test]
    public Task Function_calls_of_a_stream_are_logged(CancellationToken cancellationToken) => LogFunctionAsync(isStreamed: true, cancellationToken);

    [Test]
    public async Task A_call_is_traced(CancellationToken cancellationToken)
    {
        Answer("trace the biggest animal", _ => [new DemoText("The whale.")]);
        using var recorder = new ActivityRecorder();
        using var chat = Live.AsBuilder().UseOpenTelemetry(sourceName: "chat.pipeline").Build();
        await chat.GetResponseAsync("Please trace the biggest animal", null, cancellationToken);
        var activity = recorder.Activities.Single(a => a.Source.Name == "chat.pipeline");
        Assert.That((activity.DisplayName, activity.GetTagItem("server.address"), activity.GetTagItem("server.port")), Is.EqualTo(("chat", (object)LiveServer.Client.BaseUrl.Host, (object)LiveServer.Client.BaseUrl.Port)));
        Assert.That((activity.GetTagItem("gen_ai.usage.input_tokens"), activity.GetTagItem("gen_ai.usage.output_tokens")), Is.EqualTo(((object)12, (object)1)));
        Assert.That(activity.Duration, Is.GreaterThan(TimeSpan.Zero));

        // The turn of the SDK is part of the trace.
        Assert.That(recorder.Activities.Where(a => a.Source.Name == "OpenCode.Sdk"), Is.Not.Empty);
    }

    private static async Task HitAsync(bool isStreamed, CancellationToken cancellationToken)
    {
        CountUp($"a number with a cache, streamed {isStreamed}");
        using var chat = Live.AsBuilder().UseDistributedCache(Cache()).Build();
        var message = new ChatMessage(ChatRole.User, $"Pick a number with a cache, streamed {isStreamed}");
        var first = await AskAsync(chat, [message], null, isStreamed, cancellationToken);
        foreach (var _ in new int[3])
        {
            var again = await AskAsync(chat, [message], null, isStreamed, cancellationToken);
            Assert.That((again.Text, again.ConversationId), Is.EqualTo((first.Text, first.ConversationId)));
        }

        message.Contents.Add(new TextContent("!"));
        Assert.That((await AskAsync(chat, [message], null, isStreamed, cancellationToken)).Text, Is.Not.EqualTo(first.Text));
    }

    private static async Task LogFunctionAsync(bool isStreamed, CancellationToken cancellationToken)
    {
        var prompt = $"log the secret number, streamed {isStreamed}";
        CallsFunction(prompt, "GetSecretNumber", "{}");
        var logs = await LogAsync($"Please {prompt}", new() { Tools = [Function("GetSecretNumber", () => 42)] }, isStreamed, cancellationToken);
        Assert.That(logs, Has.Some.Contains(prompt).And.Some.Contains("\"name\": \"GetSecretNumber\"").And.Some.Contains("\"result\": \"42\""));
    }

    private static async Task<IReadOnlyList<string>> LogAsync(string prompt, ChatOptions? options, bool isStreamed, CancellationToken cancellationToken)
    {
        var collector = new FakeLogCollector();
        using var factory = LoggerFactory.Create(b => b.AddProvider(new FakeLoggerProvider(collector)).SetMinimumLevel(LogLevel.Trace));
        using var chat = Live.AsBuilder().UseFunctionInvocation().UseLogging(factory).Build();
        await AskAsync(chat, [new(ChatRole.User, prompt)], options, isStreamed, cancellationToken);
        return [.. collector.GetSnapshot().Select(l => l.Message)];
    }

    private static void CountUp(string prompt) => Answer(prompt, _ => [new DemoText($"{Interlocked.Increment(ref s_number)}")]);

    private static MemoryDistributedCache Cache() => new(Options.Create(new MemoryDistributedCacheOptions()));
}
