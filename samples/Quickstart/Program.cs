using System.Reflection;
using OpenCode;
using OpenCode.Models;
using OpenCode.Samples;

// dotnet run --project samples/Quickstart                                        a scripted model, no key needed
// dotnet run --project samples/Quickstart -- --model provider/model "prompt"     your own configuration
var arguments = QuickstartArguments.Parse(args);
if (arguments is null)
{
    Console.Error.WriteLine(QuickstartArguments.Usage);
    return 2;
}

await using var demo = arguments.Model is null ? await DemoModel.StartAsync(DemoScripts.Poem) : null;
await using var opencode = await OpenCodeInstance.StartAsync(new OpenCodeServerOptions
{
    ExecutablePath = typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "OpenCodeExecutable").Value,
    Port = 0,
    Config = demo?.CreateConfig(),
});
var (client, server) = opencode;
Console.WriteLine($"opencode {server.Version} on {server.Url}");

var session = await client.Session.CreateAsync(new() { Title = "Quickstart" });

// Subscribe before the prompt is sent, so that not even its first word is missed.
await using var events = client.Event.SubscribeAsync().GetAsyncEnumerator();
await events.MoveNextAsync();
var reply = client.Session.PromptAsync(session.Id, new()
{
    Model = arguments.Model,
    Parts = [new TextPartInput { Text = arguments.Prompt }],
});

while (await events.MoveNextAsync())
{
    switch (events.Current)
    {
        case MessagePartDeltaEvent { Properties: { Field: "text" } part } when part.SessionId == session.Id:
            Console.Write(part.Delta);
            break;
        case SessionErrorEvent { Properties: { Error: { } error } failed } when failed.SessionId == session.Id:
            Console.Error.WriteLine(error);
            break;
    }

    if (events.Current is SessionIdleEvent { Properties: var idle } && idle.SessionId == session.Id)
    {
        break;
    }
}

Console.WriteLine();
if ((await reply).Info is AssistantMessage message)
{
    Console.WriteLine($"{message.ProviderId}/{message.ModelId}: {message.Tokens.Input} tokens in, {message.Tokens.Output} tokens out, cost ${message.Cost:0.000000}");
}

return 0;
