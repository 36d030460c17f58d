#region usings
using Microsoft.Extensions.AI;
using OpenCode;
#endregion

namespace OpenCode.DocPrograms;

/// <summary>The program in the readme of the package for tools.</summary>
internal static class ToolsProgram
{
    public static async Task RunAsync()
    {
        #region program
        static string GetOrder(int id) => $"Order {id}: one lamp, in transit.";

        await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0 });
        await using var tools = await opencode.Client.AddToolsAsync("shop", [AIFunctionFactory.Create(GetOrder, "GetOrder")]);
        var session = await opencode.Client.Session.CreateAsync();
        TurnResult turn = await opencode.Client.Session.RunAsync(session.Id, "Where is order 17?");   // the model calls shop_GetOrder
        Console.WriteLine(turn.Text);
        #endregion
    }
}
