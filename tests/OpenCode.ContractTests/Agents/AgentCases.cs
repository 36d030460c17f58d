using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Chat.ChatModel;

namespace OpenCode.ContractTests.Agents;

/// <summary>The cases of the framework's conformance suite, in both ways to run an agent: docs/agents.md.</summary>
[TestFixture(true)]
[TestFixture(false)]
[CancelAfter(TestTimeout.Milliseconds)]
public sealed partial class AgentCases(bool isStreamed)
{
    [Test]
    public async Task A_run_without_a_message_does_not_fail(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(LiveAgent.Shared, [], await LiveAgent.Shared.CreateSessionAsync(cancellationToken), cancellationToken), Is.Not.Null);

    [Test]
    public async Task A_text_gets_an_answer(CancellationToken cancellationToken)
    {
        Answer("which town is the seat of France", _ => [new DemoText("It is "), new DemoText("Paris.")]);
        var response = await RunAsync(LiveAgent.Shared, [new(ChatRole.User, "Say which town is the seat of France")], await LiveAgent.Shared.CreateSessionAsync(cancellationToken), cancellationToken);
        Assert.That((response.Text, response.AgentId, response.Messages.Count(m => m.Contents.Any(c => c is TextContent))), Is.EqualTo(("It is Paris.", LiveAgent.Shared.Id, 1)));
    }

    [Test]
    public async Task A_message_gets_an_answer(CancellationToken cancellationToken)
    {
        Answer("name the seat by a message", _ => [new DemoText("Paris")]);
        var message = new ChatMessage(ChatRole.User, "Please name the seat by a message");
        Assert.That((await RunAsync(LiveAgent.Shared, [message], await LiveAgent.Shared.CreateSessionAsync(cancellationToken), cancellationToken)).Text, Is.EqualTo("Paris"));
    }

    [Test]
    public async Task Several_messages_get_one_answer(CancellationToken cancellationToken)
    {
        Answer("and now the seat of government", request => [new DemoText(request.Prompt.Contains("Good day", StringComparison.Ordinal) ? "Paris" : "Who are you?")]);
        var response = await RunAsync(LiveAgent.Shared, [new(ChatRole.User, "Good day."), new(ChatRole.User, "Well, and now the seat of government")], await LiveAgent.Shared.CreateSessionAsync(cancellationToken), cancellationToken);
        Assert.That(response.Text, Is.EqualTo("Paris"));
    }

    [Test]
    public async Task A_session_keeps_its_history(CancellationToken cancellationToken)
    {
        Answer("where is the first seat", _ => [new DemoText("Paris")]);
        Answer("where is the other seat", request => [new DemoText(Messages(request).Any(m => m.GetRawText().Contains("where is the first seat", StringComparison.Ordinal)) ? "Vienna" : "Which?")]);
        var session = (OpenCodeAgentSession)await LiveAgent.Shared.CreateSessionAsync(cancellationToken);
        var first = await RunAsync(LiveAgent.Shared, [new(ChatRole.User, "So where is the first seat")], session, cancellationToken);
        var second = await RunAsync(LiveAgent.Shared, [new(ChatRole.User, "And where is the other seat")], session, cancellationToken);
        Assert.That((first.Text, second.Text), Is.EqualTo(("Paris", "Vienna")));
        var history = await LiveServer.Client.Session.MessagesAsync(session.SessionId!, cancellationToken: cancellationToken);
        Assert.That(history.Select(m => m.Info is Models.UserMessage), Is.EqualTo(new[] { true, false, true, false }));
        Assert.That(history.Select(m => string.Concat(m.Parts.OfType<Models.TextPart>().Select(p => p.Text))), Is.EqualTo(new[] { "So where is the first seat", "Paris", "And where is the other seat", "Vienna" }));
    }

    [Test]
    public async Task Instructions_are_enough(CancellationToken cancellationToken)
    {
        Answer("Follow your instructions.", request => [new DemoText(SystemPrompt(request).Contains("Always say computer says no", StringComparison.Ordinal) ? "Computer says no" : "Yes?")]);
        await using var agent = LiveAgent.Create(new() { Instructions = "Always say computer says no." });
        Assert.That((await RunAsync(agent, [], await agent.CreateSessionAsync(cancellationToken), cancellationToken)).Text, Is.EqualTo("Computer says no"));
    }

    [Test]
    public async Task Functions_are_called_throughout_a_conversation(CancellationToken cancellationToken)
    {
        var ask = $"the menu of today, streamed {isStreamed}";
        CallsFunction(ask, "GetSpecials", "{}");
        await using var agent = LiveAgent.Create(new() { Tools = [Function("GetSpecials", () => "Soup: leek. Drink: tea."), Function("GetItemPrice", (string menuItem) => "9.99")] });
        var session = await agent.CreateSessionAsync(cancellationToken);
        Assert.That((await RunAsync(agent, [new(ChatRole.User, "Good evening")], session, cancellationToken)).Text, Is.EqualTo("Fine."));
        foreach (var item in new[] { "soup", "drink" })
        {
            var response = await RunAsync(agent, [new(ChatRole.User, $"What {item} is on {ask}?")], session, cancellationToken);
            Assert.That(response.Text, Does.Contain("Soup: leek. Drink: tea."));
            Assert.That(response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single().Name, Is.EqualTo("GetSpecials"));
        }

        Assert.That((await RunAsync(agent, [new(ChatRole.User, "Good bye")], session, cancellationToken)).Text, Is.EqualTo("Fine."));
    }

    [Test]
    public async Task A_format_gives_an_object(CancellationToken cancellationToken)
    {
        Structured("describe the seat by its format", """{"Name":"Paris"}""");
        var options = new AgentRunOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<City>(AgentJson.Default.Options) };
        var session = await LiveAgent.Shared.CreateSessionAsync(cancellationToken);
        var response = await RunAsync(LiveAgent.Shared, [new(ChatRole.User, "Please describe the seat by its format")], session, cancellationToken, options);
        Assert.That(JsonSerializer.Deserialize(response.Text, AgentJson.Default.City)!.Name, Is.EqualTo("Paris"));
    }

    [Test]
    public async Task A_type_gives_an_object(CancellationToken cancellationToken)
    {
        Structured("describe the seat by its type", """{"Name":"Paris"}""");
        var session = await LiveAgent.Shared.CreateSessionAsync(cancellationToken);
        Assert.That((await LiveAgent.Shared.RunAsync<City>("Please describe the seat by its type", session, AgentJson.Default.Options, null, cancellationToken)).Result.Name, Is.EqualTo("Paris"));
    }

    [Test]
    public async Task A_type_that_is_no_object_is_wrapped(CancellationToken cancellationToken)
    {
        Structured("the sum for an agent", """{"data":42}""");
        var session = await LiveAgent.Shared.CreateSessionAsync(cancellationToken);
        Assert.That((await LiveAgent.Shared.RunAsync<int>("Give the sum for an agent", session, AgentJson.Default.Options, null, cancellationToken)).Result, Is.EqualTo(42));
    }

    private async Task<AgentResponse> RunAsync(AIAgent agent, IEnumerable<ChatMessage> messages, AgentSession session, CancellationToken cancellationToken, AgentRunOptions? options = null) => isStreamed
        ? await agent.RunStreamingAsync(messages, session, options, cancellationToken).ToAgentResponseAsync(cancellationToken)
        : await agent.RunAsync(messages, session, options, cancellationToken);

    internal sealed record City(string Name);

    [JsonSerializable(typeof(City))]
    [JsonSerializable(typeof(int))]
    internal sealed partial class AgentJson : JsonSerializerContext;
}
