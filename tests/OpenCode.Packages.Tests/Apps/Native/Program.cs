using OpenCode;
using OpenCode.Models;

// Native CONFIG_FILE PROMPT: as the console program, without System.Text.Json's serializer, and with an outcome as a value.
await using var opencode = await OpenCodeInstance.StartAsync(new()
{
    ExecutablePath = Environment.GetEnvironmentVariable("OPENCODE_BIN"),
    Port = 0,
    Config = OpenCodeJson.Read(File.ReadAllBytes(args[0]), Config.ReadFrom),
});
var (client, server) = opencode;
Console.WriteLine($"opencode {server.Version}");

var session = await client.Session.CreateAsync(new() { Title = "From native code" });

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

var (_, error, _, _) = await client.Fields.Session.GetAsync("ses_none");
Console.WriteLine(error?.Message);
return 0;
