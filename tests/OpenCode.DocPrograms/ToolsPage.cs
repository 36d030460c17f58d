#region usings
using System.ComponentModel;
using Microsoft.Extensions.AI;
using OpenCode;
#endregion

namespace OpenCode.DocPrograms;

/// <summary>The program in docs/tools.md.</summary>
internal static class ToolsPage
{
    public static async Task RunAsync()
    {
        await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0 });
        var client = opencode.Client;
        var session = await client.Session.CreateAsync();

        #region program
        [Description("Gets an order of the shop.")]
        static string GetOrder([Description("The number on the invoice.")] int id) => Orders.Find(id);

        await using var tools = await client.AddToolsAsync("shop", [AIFunctionFactory.Create(GetOrder)]);
        var turn = await client.Session.RunAsync(session.Id, "What is in order 17?");   // the model calls shop_GetOrder
        #endregion

        Console.WriteLine($"{string.Join(' ', tools.Names)}: {turn.Text}");
    }

    private static class Orders
    {
        public static string Find(int id) => id == 17 ? "One lamp" : "Nothing";
    }
}
