using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Chat.ChatModel;

namespace OpenCode.ContractTests.Chat;

/// <summary>Functions of the caller, under the usual function invocation. Cases of the integration tests of dotnet/extensions: docs/chat-client.md.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ChatFunctionTests
{
    private static readonly string[] s_schemas =
    [
        """{"type":"object","properties":{"title":{"type":"string","enum":["a","b"],"default":"a"},"count":{"type":"integer","minimum":1,"maximum":100}},"required":["title"],"additionalProperties":false,"$schema":"http://json-schema.org/draft-07/schema#"}""",
        """{"type":"object","properties":{}}""",
        """{"type":"object","properties":{"labels":{"type":"object"}},"additionalProperties":{"type":"string"}}""",
        """{"type":"object","properties":{"node":{"type":["object","null"],"properties":{"children":{"type":"array","items":{"$ref":"#/properties/node"}}}}}}""",
        """{"type":"object","properties":{"mail":{"type":"string","format":"email","pattern":".+@.+","minLength":3},"when":{"type":"string","format":"date-time"},"any":{}},"required":["mail","when"]}""",
    ];

    [Test]
    public async Task A_function_without_parameters_is_called(CancellationToken cancellationToken)
    {
        CallsFunction("what is the secret number now", "GetSecretNumber", "{}");
        using var recorder = new ActivityRecorder();
        using var chat = Live.AsBuilder().UseFunctionInvocation().UseOpenTelemetry(sourceName: "chat.functions").Build();
        var response = await chat.GetResponseAsync("Say, what is the secret number now?", With(Function("GetSecretNumber", () => 42)), cancellationToken);
        Assert.That(response.Text, Is.EqualTo("It says 42."));

        // One call of the agent uses all tokens: two steps of the model, 12 read and 1 written in each.
        Assert.That((response.Usage!.InputTokenCount, response.Usage.OutputTokenCount), Is.EqualTo((24L, 2L)));
        var activity = recorder.Activities.Single(a => a.Source.Name == "chat.functions" && a.DisplayName.StartsWith("chat", StringComparison.Ordinal));
        Assert.That((activity.GetTagItem("gen_ai.usage.input_tokens"), activity.GetTagItem("gen_ai.usage.output_tokens")), Is.EqualTo(((object)24, (object)2)));
    }

    [Test]
    public async Task A_function_gets_its_parameters(CancellationToken cancellationToken)
    {
        CallsFunction("the secret computation at once", "SecretComputation", """{"a":42,"b":84}""");
        var response = await Invoking().GetResponseAsync("Do the secret computation at once", With(Function("SecretComputation", (int a, int b) => a * b)), cancellationToken);
        Assert.That(response.Text, Is.EqualTo("It says 3528."));
    }

    [Test]
    public async Task A_function_gets_its_parameters_in_a_stream(CancellationToken cancellationToken)
    {
        CallsFunction("the secret computation in pieces", "SecretComputation", """{"a":42,"b":84}""");
        var updates = await Invoking().GetStreamingResponseAsync("Do the secret computation in pieces", With(Function("SecretComputation", (int a, int b) => a * b)), cancellationToken).ToListAsync(cancellationToken);
        Assert.That(string.Concat(updates.Select(u => u.Text)), Is.EqualTo("It says 3528."));
        var call = updates.SelectMany(u => u.Contents).OfType<FunctionCallContent>().Single();
        Assert.That((call.Name, call.InformationalOnly, $"{call.Arguments!["a"]}"), Is.EqualTo(("SecretComputation", true, "42")));
        Assert.That(updates.SelectMany(u => u.Contents).OfType<FunctionResultContent>().Single().Result, Is.EqualTo("3528"));
    }

    [Test]
    public async Task An_optional_parameter_can_be_given_or_left_out(CancellationToken cancellationToken)
    {
        CallsFunction("the secret of foo and of nobody", "GetSecretById", """{"id":"foo"}""", "{}");
        var function = Function("GetSecretById", (string id = "nobody") => id is "foo" ? 42 : -1);
        var response = await Invoking().GetResponseAsync("Tell me the secret of foo and of nobody", With(function), cancellationToken);
        Assert.That(response.Text, Is.EqualTo("It says 42 and -1."));
    }

    [Test]
    public async Task A_parameter_can_be_an_object(CancellationToken cancellationToken)
    {
        CallsFunction("the secret of John aged 19", "GetSecretByPerson", """{"person":{"fullName":"John","age":19}}""");
        var function = Function("GetSecretByPerson", (Person person) => person.FullName is "John" ? 42 + person.Age : -1);
        var response = await Invoking().GetResponseAsync("Tell me the secret of John aged 19", With(function), cancellationToken);
        Assert.That(response.Text, Is.EqualTo("It says 61."));
    }

    [Test]
    public async Task A_parameter_can_be_a_list(CancellationToken cancellationToken)
    {
        CallsFunction("add bacon and lettuce to the cart", "AddToCart", """{"items":["bacon","lettuce"],"shopper":"Peter"}""");
        List<string> cart = [];
        var function = Function("AddToCart", (string[] items, string shopper) => cart.AddRange([.. items, shopper]));
        await Invoking().GetResponseAsync("Please add bacon and lettuce to the cart of Peter", With(function), cancellationToken);
        Assert.That(cart, Is.EqualTo(new[] { "bacon", "lettuce", "Peter" }));
    }

    [Test]
    public Task Schemas_of_all_kinds_are_accepted(CancellationToken cancellationToken) => AcceptAsync(isStrict: false, cancellationToken);

    [Test]
    public Task Strict_schemas_of_all_kinds_are_accepted(CancellationToken cancellationToken) => AcceptAsync(isStrict: true, cancellationToken);

    [Test]
    public async Task Functions_are_called_side_by_side(CancellationToken cancellationToken)
    {
        CallsFunction("how old are Elsa and Anna", "GetAge", """{"name":"Elsa"}""", """{"name":"Anna"}""");
        var ages = new ConcurrentDictionary<string, int>();
        var function = Function("GetAge", (string name) => ages.GetOrAdd(name, name is "Elsa" ? 21 : 18));
        var response = await Invoking().GetResponseAsync("Tell me, how old are Elsa and Anna?", With(function), cancellationToken);
        Assert.That(response.Text, Is.EqualTo("It says 21 and 18."));
        Assert.That(response.Messages.Select(m => (m.Role.Value, m.Contents.Count)), Is.EqualTo(new[] { ("assistant", 2), ("tool", 2), ("assistant", 1) }));
    }

    [Test]
    public async Task Functions_of_calls_at_the_same_time_do_not_mix(CancellationToken cancellationToken)
    {
        CallsFunction("my own number is asked for", "GetNumber", "{}");
        var responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Live.GetResponseAsync("Now my own number is asked for", With(Function("GetNumber", () => n)), cancellationToken)));

        // The model sees only its own; the script would not know which one to call if there were two.
        Assert.That(responses.Select(r => r.Text), Is.EqualTo(Enumerable.Range(0, 4).Select(n => $"It says {n}.")));
    }

    [Test]
    public async Task Functions_are_gone_after_the_response(CancellationToken cancellationToken)
    {
        CallsFunction("use a function while it lasts", "Fleeting", "{}");
        await Live.GetResponseAsync("Please use a function while it lasts", With(Function("Fleeting", () => 1)), cancellationToken);
        IEnumerable<string> names = [];
        Answer("which functions are left", request =>
        {
            names = [.. SeenTools(request).Select(t => t.GetProperty("name").GetString()!)];
            return [new DemoText("None.")];
        });
        await Live.GetResponseAsync("Say which functions are left", null, cancellationToken);
        Assert.That(names, Has.None.EndsWith("_Fleeting").And.Not.Empty);
    }

    [Test]
    public async Task A_rule_can_deny_a_function(CancellationToken cancellationToken)
    {
        CallsFunction("call what is denied", "Denied", "{}");
        var calls = 0;
        var chat = LiveServer.Client.AsChatClient(new()
        {
            AddTools = async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token),
            ToolServerName = "guarded",
            Turn = new() { PermissionRules = [new() { Permission = "guarded_Denied", Pattern = "*", Action = PermissionAction.Deny }] },
        });
        var response = await chat.GetResponseAsync("Now call what is denied", With(Function("Denied", () => ++calls)), cancellationToken);
        Assert.That((calls, response.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Single().Exception is not null), Is.EqualTo((0, true)));
    }

    private static IChatClient Invoking() => Live.AsBuilder().UseFunctionInvocation().Build();

    private static ChatOptions With(params AITool[] tools) => new() { Tools = tools };

    private static async Task AcceptAsync(bool isStrict, CancellationToken cancellationToken)
    {
        var prompt = isStrict ? "look at these strict tools" : "look at these lenient tools";
        List<string> seen = [];
        Answer(prompt, request =>
        {
            seen = [.. SeenTools(request).Select(t => t.GetProperty("name").GetString()!)];
            return [new DemoText("Seen.")];
        });
        var functions = s_schemas.Select((schema, n) => new Declared($"Method{n}", JsonDocument.Parse(schema).RootElement, isStrict)).ToArray();
        var response = await Invoking().GetResponseAsync($"Please {prompt}", new() { Tools = [.. functions] }, cancellationToken);
        Assert.That(response.Text, Is.EqualTo("Seen."));
        Assert.That(functions.Select(f => f.Name), Is.All.Matches<string>(name => seen.Exists(s => s.EndsWith($"_{name}", StringComparison.Ordinal))));
    }

    private sealed class Declared(string name, JsonElement schema, bool isStrict) : AIFunction
    {
        public override string Name => name;

        public override JsonElement JsonSchema => schema;

        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } = isStrict ? new Dictionary<string, object?> { ["strict"] = true } : [];

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => throw new InvalidOperationException("Nobody calls it.");
    }
}
