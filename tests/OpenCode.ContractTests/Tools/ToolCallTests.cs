using OpenCode.Models;
using OpenCode.Testing;
using static OpenCode.ContractTests.Tools.ToolScripts;

namespace OpenCode.ContractTests.Tools;

/// <summary>The agent of a live server calls C# functions.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ToolCallTests
{
    [Test]
    public async Task The_model_calls_a_function_by_the_name_that_is_shown(CancellationToken cancellationToken)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using var tools = await Client.AddToolsAsync("shop", [Function("GetOrder", (int id) => $"Order {id} is on its way.")], cancellationToken: cancellationToken);
        TestContext.Out.WriteLine(clock.Elapsed);
        Assert.That((tools.State, tools.Names), Is.EqualTo((OpenCodeToolsState.Connected, new[] { "shop_GetOrder" })).UsingPropertiesComparer());
        Call("where is order 17", tools.Names[0], """{"id":17}""");
        var turn = await RunAsync("where is order 17", cancellationToken);
        Assert.That(turn.Text, Is.EqualTo("Order 17 is on its way."));
        Assert.That(turn.Tools.Single().Tool, Is.EqualTo("shop_GetOrder"));
    }
}
