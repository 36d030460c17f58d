using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.Extensions.AI;
using OpenCode.Testing;
using OpenCode.Tools.Names;
using static OpenCode.Extensions.Tools.Tests.TestFunctions;

namespace OpenCode.Extensions.Tools.Tests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed partial class NameTests
{
    [Test]
    public void Names_are_made_as_the_server_makes_them() =>
        Gen.String[Gen.Char[' ', 'ÿ'], 1, 40].Sample(name => FunctionNames.Sanitize(name) == ServersRule().Replace(name, "_"));

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("my shop")]
    [TestCase("my.shop")]
    [TestCase("größe")]
    [TestCase("__proto__")]
    [TestCase("constructor")]
    public async Task A_name_that_the_server_would_change_or_not_bear_is_refused(string name)
    {
        await using var server = new ToolServer();
        var failure = await Failure.OfAsync<ArgumentException>(() => server.CreateClient().AddToolsAsync(name, []));
        Assert.That((failure.ParamName, server.Fake.Requests.Count), Is.EqualTo(("name", 0)));
    }

    [Test]
    public async Task Functions_whose_names_fall_together_are_refused_before_anything_is_sent()
    {
        await using var server = new ToolServer();
        var client = server.CreateClient();
        var failure = await Failure.OfAsync<ArgumentException>(() => client.AddToolsAsync("shop", [Function("get order", () => 1), Function("get.order", () => 2)]));
        Assert.That(failure.Message, Does.StartWith("The functions 'get order' and 'get.order' would both be the tool 'shop_get_order'."));
        var longest = new string('x', ToolNames.MaxLength - "shop_".Length);
        var tooLong = await Failure.OfAsync<ArgumentException>(() => client.AddToolsAsync("shop", [Function(longest + "x", () => 1)]));
        Assert.That(tooLong.Message, Does.Contain("65 characters"));
        await Failure.OfAsync<ArgumentException>(() => client.AddToolsAsync("shop", [null!]));
        await Failure.OfAsync<ArgumentException>(() => client.AddToolsAsync("shop", [new NotOfObjects()]));
        Assert.That(server.Fake.Requests, Is.Empty);
        await using var tools = await client.AddToolsAsync("shop", [Function(longest, () => 1)]);
        Assert.That(tools.Names.Single(), Has.Length.EqualTo(64));
    }

    [Test]
    public void A_local_function_has_the_name_that_it_has_in_the_code()
    {
        var one = 1;
        Func<string> nested = () => FunctionNames.Of(AIFunctionFactory.Create(InLambda));
        Assert.Multiple(() =>
        {
            Assert.That(FunctionNames.Of(AIFunctionFactory.Create(GetOrder)), Is.EqualTo("GetOrder"));
            Assert.That(FunctionNames.Of(AIFunctionFactory.Create(Get__Order_2)), Is.EqualTo("Get__Order_2"));
            Assert.That(FunctionNames.Of(AIFunctionFactory.Create(Captures)), Is.EqualTo("Captures"));
            Assert.That(FunctionNames.Of(AIFunctionFactory.Create(FetchAsync)), Is.EqualTo("Fetch"));
            Assert.That(FunctionNames.Of(AIFunctionFactory.Create(Größe)), Is.EqualTo("Größe"));
            Assert.That(FunctionNames.Of(AIFunctionFactory.Create(Generic<int>)), Is.EqualTo("Generic"));
            Assert.That(nested(), Is.EqualTo("InLambda"));
        });

        static int GetOrder() => 1;
        static int Get__Order_2() => 1;
        int Captures() => one;
        static Task<int> FetchAsync() => Task.FromResult(1);
        static int Größe() => 1;
        static T? Generic<T>() => default;
        int InLambda() => one;
    }

    [Test]
    public void Any_other_function_has_the_name_that_the_application_gives_it()
    {
        foreach (var name in new[] { "Fetch", "Fetch_1_2", "GetOrder", "a|b", "<x>g__GetOrder|0_0" })
        {
            Assert.That(FunctionNames.Of(AIFunctionFactory.Create(GetOrder, name)), Is.EqualTo(name));
        }

        Assert.That(FunctionNames.Of(AIFunctionFactory.Create(Method)), Is.EqualTo("Method"));
        var lambda = AIFunctionFactory.Create(() => 1);
        Assert.That(FunctionNames.Of(lambda), Is.EqualTo(lambda.Name));
        Assert.That(FunctionNames.Of(Function("Named", () => 1)), Is.EqualTo("Named"));
        Assert.That(FunctionNames.Of(new NotOfObjects()), Is.EqualTo("list"));

        static int GetOrder() => 1;
    }

    /// <summary>Methods with the names that the compiler makes, for any name in the code.</summary>
    [Test]
    public void Local_functions_of_any_name_are_recognized()
    {
        var identifier = Gen.Select(Gen.Char["abcXYZ"], Gen.String[Gen.Char["abAZ09_éßЖ日"], 0, 12], (first, rest) => first + rest);
        var outer = Gen.Select(identifier, Gen.Int[0, 2], (name, form) => form switch { 0 => $"<{name}>", 1 => $"<<{name}>$>", _ => $"<<{name}>b__1>" });
        var ordinals = Gen.Select(Gen.Int[0, 20], Gen.Int[-1, 20], (i, j) => j < 0 ? $"{i}" : $"{i}_{j}");
        Gen.Select(outer, identifier, ordinals, Gen.Bool).Sample(
            (container, local, ordinal, isAsync) =>
            {
                var name = isAsync ? local + "Async" : local;
                var function = AIFunctionFactory.Create(Compile($"{container}g__{name}|{ordinal}", isAsync ? typeof(Task) : typeof(void)), target: null);
                return FunctionNames.Of(function) == local || (!isAsync && local.EndsWith("Async", StringComparison.Ordinal));
            },
            iter: 200);
    }

    [Test]
    public async Task The_servers_own_tools_are_not_replaced(CancellationToken cancellationToken)
    {
        await using var server = new ToolServer();
        var client = server.CreateClient();
        var failure = await Failure.OfAsync<ArgumentException>(() => client.AddToolsAsync("apply", [Function("patch", () => 1)], cancellationToken: cancellationToken));
        Assert.That(failure.Message, Does.StartWith("The server has its own tool 'apply_patch', which the function 'patch' would replace."));
        Assert.That(server.Added, Is.Empty);
        await using var tools = await client.AddToolsAsync("apply", [Function("diff", () => 1)], cancellationToken: cancellationToken);
        await Failure.OfAsync<ArgumentException>(() => tools.AddAsync([Function("more", () => 2), Function("patch", () => 1)], cancellationToken));
        Assert.That(tools.Names, Is.EqualTo(["apply_diff"]), "all or none");
    }

    [TestCase("Timeout", "00:00:00")]
    [TestCase("Timeout", "25.00:00:00")]
    [TestCase("HeartbeatInterval", "00:00:00")]
    [TestCase("HeartbeatInterval", "00:02:01")]
    [TestCase("ServerTimeout", "00:00:19")]
    [TestCase("ConnectTimeout", "-00:00:00.001")]
    public void Times_out_of_range_are_refused(string option, string value)
    {
        var options = new OpenCodeToolsOptions();
        typeof(OpenCodeToolsOptions).GetProperty(option)!.SetValue(options, TimeSpan.Parse(value));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(options.Validate)!.ParamName, Is.EqualTo(option));
    }

    [TestCase("MaxArgumentBytes")]
    [TestCase("MaxResultBytes")]
    [TestCase("MaxConcurrentCalls")]
    public void Limits_out_of_range_are_refused(string option)
    {
        var options = new OpenCodeToolsOptions();
        typeof(OpenCodeToolsOptions).GetProperty(option)!.SetValue(options, 0);
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(options.Validate)!.ParamName, Is.EqualTo(option));
    }

    private static int Method() => 1;

    private static MethodInfo Compile(string name, Type result)
    {
        var type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Names"), AssemblyBuilderAccess.RunAndCollect).DefineDynamicModule("Names").DefineType("Program", TypeAttributes.Public);
        var body = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, result, []).GetILGenerator();
        if (result != typeof(void))
        {
            body.Emit(OpCodes.Ldnull);
        }

        body.Emit(OpCodes.Ret);
        return type.CreateType().GetMethod(name)!;
    }

    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex ServersRule();

    private sealed class NotOfObjects : AIFunction
    {
        public override string Name => "list";

        public override System.Text.Json.JsonElement JsonSchema => System.Text.Json.JsonElement.Parse("""{"type":"array"}""");

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => throw new InvalidOperationException();
    }
}
