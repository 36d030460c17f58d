using Microsoft.Extensions.AI;
using OpenCode.Models;

// A test also compiles this file, with a framework that contains an attribute with this name.
using DescriptionAttribute = System.ComponentModel.DescriptionAttribute;

namespace OpenCode.Samples;

/// <summary>A shop whose orders the agent reads and cancels by calling functions of this program.</summary>
public sealed class Shop
{
    /// <summary>The prompt for the agent.</summary>
    public const string Prompt = "Please cancel order 17 of our shop.";

    private readonly Dictionary<int, string> _orders = new() { [17] = "one lamp", [18] = "two chairs" };

    /// <summary>Provides the functions to the agent, and asks it to cancel an order.</summary>
    /// <param name="client">A client of the server.</param>
    /// <param name="output">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the agent.</param>
    public static async Task RunAsync(OpenCodeClient client, TextWriter output, CancellationToken cancellationToken)
    {
        var shop = new Shop();
        await using var tools = await client.AddToolsAsync("shop", [AIFunctionFactory.Create(shop.GetOrder), AIFunctionFactory.Create(shop.CancelOrder)], cancellationToken: cancellationToken);
        await output.WriteLineAsync($"The agent can call {string.Join(" and ", tools.Names)}.");

        // The agent can read orders without permission. This program decides about all other calls.
        var session = await client.Session.CreateAsync(
            new() { Permission = [tools.ToPermissionRule(PermissionAction.Ask), new() { Permission = "shop_GetOrder", Pattern = "*", Action = PermissionAction.Allow }] }, cancellationToken);
        var options = new TurnOptions
        {
            OnPermission = async (request, _) =>
            {
                await output.WriteLineAsync($"The agent requests permission for {request.Permission}. It is allowed.");
                return PermissionDecision.AllowOnce;
            },
        };
        var turn = await client.Session.RunAsync(session.Id, Prompt, options, cancellationToken);
        await output.WriteLineAsync($"The agent called {string.Join(" and ", turn.Tools.Select(tool => tool.Tool))}. Its response: {turn.Text}");
        await output.WriteLineAsync($"The shop has {shop._orders.Count} remaining order.");
    }

    /// <summary>Scripts a model that reads the order, cancels it, and repeats the result.</summary>
    /// <param name="request">The request from the server to the model.</param>
    public static IEnumerable<DemoChunk> Answer(DemoRequest request) =>
    [
        (request.HasTools, request.ToolResults.Count) switch
        {
            (false, _) => new DemoText("An order"),
            (true, 0) => new DemoToolCall("shop_GetOrder", """{"id":17}"""),
            (true, 1) => new DemoToolCall("shop_CancelOrder", """{"id":17}"""),
            _ => new DemoText(request.ToolResults[^1]),
        },
    ];

    [Description("Gets the items of an order.")]
    private string GetOrder([Description("The number of the order.")] int id) =>
        _orders.TryGetValue(id, out var order) ? order : throw new OpenCodeToolException($"Order {id} does not exist.");

    [Description("Cancels an order.")]
    private string CancelOrder([Description("The number of the order.")] int id) =>
        _orders.Remove(id) ? $"Order {id} is canceled." : throw new OpenCodeToolException($"Order {id} does not exist.");
}
