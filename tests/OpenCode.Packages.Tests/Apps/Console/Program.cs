using System.Text.Json;
using OpenCode;
using OpenCode.Models;

// Console CONFIG_FILE PROMPT: prompts a server of its own and prints the answer as it streams.
await using var opencode = await OpenCodeInstance.StartAsync(new()
{
    ExecutablePath = Environment.GetEnvironmentVariable("OPENCODE_BIN"),
    Port = 0,
    Config = JsonSerializer.Deserialize<Config>(File.ReadAllText(args[0]), OpenCodeJson.Options),
});
var (client, server) = opencode;
Console.WriteLine($"opencode {server.Version}");

var session = await client.Session.CreateAsync(new() { Title = "From a console" });

await foreach (var update in client.Session.PromptStreamingAsync(session.Id, new() { Parts = [new TextPartInput { Text = args[1] }] }))
{
    if (update is PromptTextDelta delta)
    {
        Console.Write(delta.Text);
    }
    else if (update is PromptFailed failed)
    {
        Console.Error.WriteLine(failed.Reason);
        return 1;
    }
}

Console.WriteLine();
foreach (var known in await client.Session.ListAsync())
{
    Console.WriteLine($"{known.Id} {known.Title}");
}

return 0;
