using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>Each member of the options is carried out or refused.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class OptionTests
{
    /// <summary>Options that are refused, by the member that the message names, with the value that it shows.</summary>
    private static readonly (string Member, string Value, ChatOptions Options)[] s_refused =
    [
        (nameof(ChatOptions.Temperature), "0.5", new() { Temperature = 0.5f }),
        (nameof(ChatOptions.TopP), "0.25", new() { TopP = 0.25f }),
        (nameof(ChatOptions.TopK), "7", new() { TopK = 7 }),
        (nameof(ChatOptions.FrequencyPenalty), "0.5", new() { FrequencyPenalty = 0.5f }),
        (nameof(ChatOptions.PresencePenalty), "0.5", new() { PresencePenalty = 0.5f }),
        (nameof(ChatOptions.Seed), "42", new() { Seed = 42 }),
        (nameof(ChatOptions.MaxOutputTokens), "1000", new() { MaxOutputTokens = 1000 }),
        (nameof(ChatOptions.StopSequences), "[END, STOP]", new() { StopSequences = ["END", "STOP"] }),
        (nameof(ChatOptions.AllowMultipleToolCalls), "False", new() { AllowMultipleToolCalls = false }),
        (nameof(ChatOptions.ToolMode), "None", new() { ToolMode = ChatToolMode.None }),
        (nameof(ChatOptions.ToolMode), "RequireAny", new() { ToolMode = ChatToolMode.RequireAny }),
        (nameof(ChatOptions.ToolMode), "RequireSpecific(x)", new() { ToolMode = ChatToolMode.RequireSpecific("x") }),
        (nameof(ChatOptions.Reasoning) + ".Output", "Summary", new() { Reasoning = new() { Output = ReasoningOutput.Summary } }),
        (nameof(ChatOptions.Reasoning) + ".Effort", "High", new() { Reasoning = new() { Effort = ReasoningEffort.High } }),
        (nameof(ChatOptions.Reasoning) + ".Effort", "max", new ChatOptions { Reasoning = new() { Effort = ReasoningEffort.High } }.SetVariant("max")),
        (nameof(ChatOptions.AllowBackgroundResponses), "True", new() { AllowBackgroundResponses = true }),
        (nameof(ChatOptions.ContinuationToken), "ResponseContinuationToken", new() { ContinuationToken = ResponseContinuationToken.FromBytes(new byte[] { 1 }) }),
        (nameof(ChatOptions.ConversationId), "empty", new() { ConversationId = "" }),
        (nameof(ChatOptions.ModelId), "gpt-5", new() { ModelId = "gpt-5" }),
        (nameof(ChatOptions.ResponseFormat), "array", new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"array"}""").RootElement) }),
        (nameof(ChatOptions.RawRepresentationFactory), "System.String", new() { RawRepresentationFactory = _ => "" }),
        (nameof(ChatOptions.AdditionalProperties), "stream_options", new() { AdditionalProperties = new() { ["stream_options"] = true } }),
        (nameof(ChatOptions.AdditionalProperties), "opencode.agnt", new() { AdditionalProperties = new() { ["opencode.agnt"] = "plan" } }),
        (nameof(ChatOptions.AdditionalProperties), "opencode.agent", new() { AdditionalProperties = new() { ["opencode.agent"] = 1 } }),
        (nameof(ChatOptions.AdditionalProperties), "opencode.fork", new() { ConversationId = "ses_1", AdditionalProperties = new() { ["opencode.fork"] = "yes" } }),
        (nameof(ChatOptions.ConversationId), "fork", new() { AdditionalProperties = new() { ["opencode.fork"] = true } }),
        (nameof(ChatOptions.Tools), "web_search", new() { Tools = [new HostedWebSearchTool()] }),
        (nameof(ChatOptions.Tools), "now", new() { Tools = [AIFunctionFactory.Create(() => "noon", "now")] }),
    ];

    /// <summary>Values of refused members that ask for nothing.</summary>
    private static readonly ChatOptions[] s_harmless =
    [
        new(),
        new() { StopSequences = [], Tools = [], AdditionalProperties = [] },
        new() { AllowMultipleToolCalls = true, ToolMode = ChatToolMode.Auto, AllowBackgroundResponses = false },
        new() { ResponseFormat = ChatResponseFormat.Text, Instructions = "", Reasoning = new() { Output = ReasoningOutput.Full } },
        new() { RawRepresentationFactory = _ => null },
    ];

    /// <summary>Members that are carried out: the tests below and those of conversations.</summary>
    private static readonly string[] s_done =
    [
        nameof(ChatOptions.AdditionalProperties), nameof(ChatOptions.ConversationId), nameof(ChatOptions.Instructions), nameof(ChatOptions.ModelId),
        nameof(ChatOptions.RawRepresentationFactory), nameof(ChatOptions.Reasoning), nameof(ChatOptions.ResponseFormat), nameof(ChatOptions.Tools),
    ];

    private static IEnumerable<TestCaseData> Refused =>
        s_refused.SelectMany((c, n) => new[] { true, false }.Select(isStreamed => new TestCaseData(n, isStreamed).SetArgDisplayNames($"{c.Member} = {c.Value}", isStreamed ? "streamed" : "at once")));

    [Test]
    public void Every_member_has_been_decided_and_documented()
    {
        var members = typeof(ChatOptions).GetProperties().Select(p => p.Name).ToList();
        Assert.That(s_refused.Select(r => r.Member.Split('.')[0]).Concat(s_done).Distinct(), Is.EquivalentTo(members));
        Assert.That(Documentation.Rows("Options").Select(r => r[0].Trim('`')), Is.EquivalentTo(members));
    }

    [TestCaseSource(nameof(Refused))]
    public async Task What_an_agent_cannot_do_is_refused_by_name_and_value(int number, bool isStreamed)
    {
        var (member, value, options) = s_refused[number];
        await using var fake = new FakeChat();
        var failure = Assert.Catch(() => HistoryTests.Call(fake, [new(ChatRole.User, "Hi")], options, isStreamed));
        Assert.That(failure, Is.InstanceOf<NotSupportedException>().Or.InstanceOf<ArgumentException>());
        Assert.That(failure!.Message, Does.Contain($"ChatOptions.{member}").And.Contain(value));
        Assert.That(fake.Server.Requests, Is.Empty);
    }

    [Test]
    public async Task Values_that_ask_for_nothing_are_accepted([Range(0, 4)] int number, CancellationToken cancellationToken)
    {
        await using var fake = New();
        await fake.Chat.GetResponseAsync("Hi", s_harmless[number], cancellationToken);
        Assert.That((fake.Prompt.Text, fake.Prompt.System, fake.Prompt.Format), Is.EqualTo(("Hi", (string?)null, (OutputFormat?)null)));
    }

    [Test]
    public async Task The_model_is_that_of_the_call_or_of_the_client(CancellationToken cancellationToken)
    {
        await using var fake = New(new() { DefaultModelId = "openrouter/openai/gpt-5" });
        await fake.Chat.GetResponseAsync("Hi", null, cancellationToken);
        await fake.Chat.GetResponseAsync("Hi", new() { ModelId = "anthropic/claude" }, cancellationToken);
        Assert.That(fake.Server.Prompts.Select(p => $"{p.Model}"), Is.EqualTo(new[] { "openrouter/openai/gpt-5", "anthropic/claude" }));
    }

    [Test]
    public async Task The_agent_is_that_of_the_call_or_of_the_client(CancellationToken cancellationToken)
    {
        await using var fake = New(new() { Agent = "build" });
        await fake.Chat.GetResponseAsync("Hi", null, cancellationToken);
        await fake.Chat.GetResponseAsync("Hi", new ChatOptions().SetAgent("plan"), cancellationToken);
        await fake.Chat.GetResponseAsync("Hi", RoundTrip(new ChatOptions().SetAgent("explore")), cancellationToken);
        Assert.That(fake.Server.Prompts.Select(p => p.Agent), Is.EqualTo(new[] { "build", "plan", "explore" }));
    }

    [Test]
    public async Task The_variant_is_part_of_the_prompt(CancellationToken cancellationToken)
    {
        await using var fake = New();
        await fake.Chat.GetResponseAsync("Hi", new ChatOptions().SetVariant("max"), cancellationToken);
        Assert.That(Request(fake).Variant, Is.EqualTo("max"));
    }

    [TestCase(ReasoningEffort.None, "none")]
    [TestCase(ReasoningEffort.Low, "low")]
    [TestCase(ReasoningEffort.Medium, "medium")]
    [TestCase(ReasoningEffort.High, "high")]
    [TestCase(ReasoningEffort.ExtraHigh, "max")]
    public async Task An_effort_is_a_variant_of_the_model(ReasoningEffort effort, string variant, CancellationToken cancellationToken)
    {
        await using var fake = New();
        Offer(fake, "none", "low", "medium", "high", "max");
        await fake.Chat.GetResponseAsync("Hi", new() { ModelId = "p/m", Reasoning = new() { Effort = effort } }, cancellationToken);
        Assert.That(Request(fake).Variant, Is.EqualTo(variant));
    }

    [Test]
    public async Task An_effort_that_the_model_does_not_have_is_refused([Values("p/m", "p/other", "q/m")] string model, CancellationToken cancellationToken)
    {
        await using var fake = New();
        Offer(fake, "low");
        var failure = await Failure.OfAsync<NotSupportedException>(() => fake.Chat.GetResponseAsync("Hi", new() { ModelId = model, Reasoning = new() { Effort = ReasoningEffort.High } }, cancellationToken));
        Assert.That(failure.Message, Does.Contain("ChatOptions.Reasoning.Effort = High").And.Contain(model));
        Assert.That(fake.Server.Sessions, Is.Empty);
    }

    [Test]
    public async Task Reasoning_can_be_left_out([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Reasoning("Hm.").Text("Yes."));
        var response = await ConversationTests.Ask(fake.Chat, "Hi", new() { Reasoning = new() { Output = ReasoningOutput.None } }, isStreamed, cancellationToken);
        Assert.That(response.Messages.SelectMany(m => m.Contents).Select(c => c.GetType()), Is.EqualTo(new[] { typeof(TextContent) }));
    }

    [Test]
    public async Task A_raw_request_is_the_beginning_and_wins(CancellationToken cancellationToken)
    {
        await using var fake = New();
        var options = new ChatOptions
        {
            ModelId = "a/b",
            Instructions = "And kind.",
            RawRepresentationFactory = chat => new SessionPromptRequest { Model = PromptModel.Parse("c/d"), System = chat is null ? null : "Be brief.", Parts = ["First. "] },
        };
        await fake.Chat.GetResponseAsync("Then.", options, cancellationToken);
        Assert.That(($"{fake.Prompt.Model}", fake.Prompt.System, fake.Prompt.Text), Is.EqualTo(("c/d", "Be brief.\n\nAnd kind.", "First. Then.")));
    }

    [Test]
    public async Task Properties_of_others_pass_if_they_are_named(CancellationToken cancellationToken)
    {
        await using var fake = New(new() { ForeignProperties = ["tenant"] });
        await fake.Chat.GetResponseAsync("Hi", new() { AdditionalProperties = new() { ["tenant"] = "a" } }, cancellationToken);
        Assert.That(fake.Prompt.Text, Is.EqualTo("Hi"));
    }

    [Test]
    public async Task A_schema_carries_its_name_and_description(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Structured("""{"a":1}"""));
        var schema = JsonDocument.Parse("""{"type":"object","properties":{"a":{"type":"integer"}}}""").RootElement;
        await fake.Chat.GetResponseAsync("Hi", new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "Thing", "A thing.") }, cancellationToken);
        await fake.Chat.GetResponseAsync("Hi", new() { ResponseFormat = ChatResponseFormat.Json }, cancellationToken);
        Assert.That(fake.Server.Prompts.Select(p => ((OutputFormatJsonSchema)p.Format!).Schema.GetRawText()), Is.EqualTo(new[]
        {
            """{"type":"object","properties":{"a":{"type":"integer"}},"title":"Thing","description":"A thing."}""",
            """{"type":"object","additionalProperties":true}""",
        }));
    }

    [Test]
    public void Options_of_the_client_are_checked()
    {
        using var client = new OpenCodeClient();
        Assert.That(Assert.Throws<ArgumentException>(() => client.AsChatClient(new() { DefaultModelId = "gpt" }))!.Message, Does.Contain("\"gpt\""));
        Assert.Throws<ArgumentException>(() => client.AsChatClient(new() { Agent = " " }));
        Assert.Throws<ArgumentNullException>(() => client.AsChatClient(new() { Turn = null! }));
        Assert.Throws<ArgumentNullException>(() => ((OpenCodeClient)null!).AsChatClient());
    }

    private static FakeChat New(OpenCodeChatClientOptions? options = null)
    {
        var fake = new FakeChat(options);
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        return fake;
    }

    private static SessionPromptRequest Request(FakeChat fake) => fake.Server.Requests.Single(r => r.Path.EndsWith("/prompt_async", StringComparison.Ordinal)).ReadBody<SessionPromptRequest>();

    private static void Offer(FakeChat fake, params string[] variants)
    {
        var model = OpenCodeModelFactory.Create<Model>() with { Id = "m", Variants = variants.ToDictionary(v => v, _ => JsonDocument.Parse("{}").RootElement) };
        var provider = OpenCodeModelFactory.Create<Provider>() with { Id = "p", Models = new Dictionary<string, Model> { ["m"] = model } };
        fake.Server.When(HttpMethod.Get, "/config/providers", FakeResponse.Model(OpenCodeModelFactory.Create<ConfigProvidersResponse>() with { Providers = [provider] }));
    }

    private static ChatOptions RoundTrip(ChatOptions options)
    {
        var type = AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChatOptions));
        return (ChatOptions)JsonSerializer.Deserialize(JsonSerializer.Serialize(options, type), type)!;
    }
}
