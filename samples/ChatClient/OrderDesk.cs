using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace OpenCode.Samples;

/// <summary>
/// Uses an agent as an <see cref="IChatClient"/>. The agent calls a function of this program, runs a command that the program approves, and
/// returns an object.
/// </summary>
public static class OrderDesk
{
    /// <summary>The prompt for the agent.</summary>
    public const string Prompt = "Please calculate the invoice of order 17 of our desk.";

    /// <summary>Creates the chat client, and requests an invoice.</summary>
    /// <param name="client">A client of the server.</param>
    /// <param name="output">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the agent.</param>
    public static async Task RunAsync(OpenCodeClient client, TextWriter output, CancellationToken cancellationToken)
    {
        using var chat = client.AsChatClient(new()
        {
            AddTools = async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token),
            Turn = new()
            {
                OnPermission = async (request, _) =>
                {
                    await output.WriteLineAsync($"The agent requests permission for {request.Permission}: {string.Join(", ", request.Patterns)}. It is allowed.");
                    return PermissionDecision.AllowOnce;
                },
            },
        });
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(GetOrder)] };
        var response = await chat.GetResponseAsync<Invoice>(Prompt, InvoiceJson.Default.Options, options, cancellationToken: cancellationToken);

        foreach (var content in response.Messages.SelectMany(message => message.Contents))
        {
            if (content is FunctionCallContent call)
            {
                await output.WriteLineAsync($"The agent called {call.Name}.");
            }
            else if (content is FunctionResultContent { Result: { } result })
            {
                await output.WriteLineAsync($"The result: {result.ToString()!.Trim()}");
            }
        }

        await output.WriteLineAsync($"The invoice: {response.Result.Quantity} x {response.Result.Item} = {response.Result.Total} euros");
    }

    /// <summary>Scripts a model that reads the order, calculates the total with a command, and returns an invoice.</summary>
    /// <param name="request">The request from the server to the model.</param>
    public static IEnumerable<DemoChunk> Answer(DemoRequest request) =>
    [
        (request.HasTools, request.ToolResults.Count) switch
        {
            (false, _) => new DemoText("An invoice"),
            (true, 0) => new DemoToolCall(request.ToolNames.Single(name => name.EndsWith("_GetOrder", StringComparison.Ordinal)), """{"id":17}"""),
            (true, 1) => new DemoToolCall("bash", """{"command":"expr 2 \\* 49","description":"Calculates the total"}"""),
            _ => new DemoToolCall("StructuredOutput", $$"""{"item":"chair","quantity":2,"total":{{request.ToolResults[^1]}}}"""),
        },
    ];

    [System.ComponentModel.Description("Gets the items of an order.")]
    private static string GetOrder([System.ComponentModel.Description("The number of the order.")] int id) => $"Order {id}: 2 chairs for 49 euros each";
}

/// <summary>The response of the agent.</summary>
/// <param name="Item">The name of the item.</param>
/// <param name="Quantity">The number of items.</param>
/// <param name="Total">The price of all items in euros.</param>
public sealed record Invoice(string Item, int Quantity, decimal Total);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Invoice))]
internal sealed partial class InvoiceJson : JsonSerializerContext;
