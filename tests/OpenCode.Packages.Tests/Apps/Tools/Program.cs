using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode;
using OpenCode.Models;

// Tools CONFIG_FILE PROMPT: gives the agent a function, prompts it, and prints its answer and the tools that it has called.
await using var opencode = await OpenCodeInstance.StartAsync(new()
{
    ExecutablePath = Environment.GetEnvironmentVariable("OPENCODE_BIN"),
    Port = 0,
    Config = JsonSerializer.Deserialize<Config>(File.ReadAllText(args[0]), OpenCodeJson.Options),
});
Console.WriteLine($"opencode {opencode.Server.Version}");
await using var tools = await opencode.Client.AddToolsAsync("shop", [AIFunctionFactory.Create(GetOrder)]);
var session = await opencode.Client.Session.CreateAsync();
var turn = await opencode.Client.Session.RunAsync(session.Id, args[1]);
Console.WriteLine(turn.Text);
Console.WriteLine(string.Join(' ', turn.Tools.Select(tool => tool.Tool)));

static string GetOrder(int id) => $"You asked: order {id}";
