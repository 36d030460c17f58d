using Microsoft.Extensions.AI;
using OpenCode.Models;

// A test compiles this file, too, with a framework that has an attribute of this name.
using DescriptionAttribute = System.ComponentModel.DescriptionAttribute;

namespace OpenCode.Samples;

/// <summary>A shop whose orders the agent can read and cancel, by functions of this program.</summary>
public sealed class Shop
{
    /// <summary>What the sample asks the agent.</summary>
    public const string Prompt = "Please cancel order 17 of our shop.";

    private readonly Dictionary<int, string> _orders = new() { [17] = "one lamp", [18] = "two chairs" };

    /// <summary>Gives the agent the functions, and lets it cancel an order.</summary>
    /// <param name="client">A client of the server.</param>
    /// <param name="output">Gets what happens.</param>
    /// <param name="cancellationToken">Stops the agent.</param>
    public static async Task RunAsync(OpenCodeClient client, TextWriter output, CancellationToken cancellationToken)
    {
        var shop = new Shop();
        await using var tools = await client.AddToolsAsync("shop", [AIFunctionFactory.Create(shop.GetOrder), AIFunctionFactory.Create(shop.CancelOrder)], cancellationToken: cancellationToken);
        await output.WriteLineAsync($"The agent can call {string.Join(" and ", tools.Names)}.");

        // The agent may read without asking, and this program decides about the rest.
        var session = await client.Session.CreateAsync(
            new() { Permission = [tools.ToPermissionRule(PermissionAction.Ask), new() { Permission = "shop_GetOrder", Pattern = "*", Action = PermissionAction.Allow }] }, cancellationToken);
        var options = new TurnOptions
        {
            OnPermission = async (request, _) =>
            {
                await output.WriteLineAsync($"The agent asks for {request.Permission}, and may.");
                return PermissionDecision.AllowOnce;
            },
        };
        var turn = await client.Session.RunAsync(session.Id, Prompt, options, cancellationToken);
        await output.WriteLineAsync($"The agent has called {string.Join(" and ", turn.Tools.Select(tool => tool.Tool))}, and says: {turn.Text}");
        await output.WriteLineAsync($"The shop has {shop._orders.Count} order left.");
    }

    /// <summary>A model that reads the order, cancels it, and says what it has heard.</summary>
    /// <param name="request">What the server asks the model.</param>
    public static IEnumerable<DemoChunk> Answer(DemoRequest request)
    {
        var results = request.Body.GetProperty("messages").EnumerateArray().Where(message => message.GetProperty("role").GetString() == "tool").Select(message => message.GetProperty("content").GetString()!).ToList();
        return [(request.HasTools, results.Count) switch
        {
            (false, _) => new DemoText("An order"),
            (true, 0) => new DemoToolCall("shop_GetOrder", """{"id":17}"""),
            (true, 1) => new DemoToolCall("shop_CancelOrder", """{"id":17}"""),
            _ => new DemoText(results[^1]),
        }];
    }

    [Description("Gets what an order consists of.")]
    private string GetOrder([Description("The number of the order.")] int id) =>
        _orders.TryGetValue(id, out var order) ? order : throw new OpenCodeToolException($"There is no order {id}.");

    [Description("Cancels an order.")]
    private string CancelOrder([Description("The number of the order.")] int id) =>
        _orders.Remove(id) ? $"Order {id} is canceled." : throw new OpenCodeToolException($"There is no order {id}.");
}
