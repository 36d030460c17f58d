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
        Gen.String[Gen.Char[' ', 'ÿ'], 1, 40].Sample(name => ToolNames.Sanitize(name) == ServersRule().Replace(name, "_"));

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
        Assert.That(ToolNames.Of(AIFunctionFactory.Create(GetOrder)), Is.EqualTo("GetOrder"));
        Assert.That(ToolNames.Of(AIFunctionFactory.Create(Get_Order_2)), Is.EqualTo("Get_Order_2"));
        Assert.That(ToolNames.Of(AIFunctionFactory.Create(Captures)), Is.EqualTo("Captures"));
        Assert.That(ToolNames.Of(AIFunctionFactory.Create(GetOrder, "Fetch")), Is.EqualTo("Fetch"));
        Assert.That(ToolNames.Of(AIFunctionFactory.Create(GetOrder, "Fetch_1_2")), Is.EqualTo("Fetch_1_2"));
        Assert.That(ToolNames.Of(AIFunctionFactory.Create(Method)), Is.EqualTo("Method"));

        static int GetOrder() => 1;
        static int Get_Order_2() => 1;
        int Captures() => one;
    }

    [Test]
    public async Task The_servers_own_tools_are_not_replaced(CancellationToken cancellationToken)
    {
        await using var server = new ToolServer();
        var client = server.CreateClient();
        var failure = await Failure.OfAsync<ArgumentException>(() => client.AddToolsAsync("apply", [Function("patch", () => 1)], cancellationToken: cancellationToken));
        Assert.That(failure.Message, Does.StartWith("The server has a tool 'apply_patch' of its own, which the function 'patch' would replace."));
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

    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex ServersRule();

    private sealed class NotOfObjects : AIFunction
    {
        public override string Name => "list";

        public override System.Text.Json.JsonElement JsonSchema => System.Text.Json.JsonElement.Parse("""{"type":"array"}""");

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => throw new InvalidOperationException();
    }
}
