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
await client.Session.StartPromptAsync(session.Id, new()
{
    Model = arguments.Model,
    Parts = [new TextPartInput { Text = arguments.Prompt }],
});

var done = false;
while (!done && await events.MoveNextAsync())
{
    switch (events.Current)
    {
        case MessagePartDeltaEvent { Properties: { Field: "text" } part } when part.SessionId == session.Id:
            Console.Write(part.Delta);
            break;
        case PermissionAskedEvent { Properties: var asked } when asked.SessionId == session.Id:
            Console.WriteLine($"{Environment.NewLine}(may not use {asked.Permission} in this sample)");
            await client.Permission.ReplyAsync(asked.Id, new() { Reply = PermissionReply.Reject });
            break;
        case SessionErrorEvent { Properties: { Error: { } error } failed } when failed.SessionId == session.Id:
            Console.Error.WriteLine(error);
            break;
        case SessionIdleEvent { Properties: var idle }:
            done = idle.SessionId == session.Id;
            break;
    }
}

Console.WriteLine();
var messages = await client.Session.MessagesAsync(session.Id);
if (messages[^1].Info is not AssistantMessage message)
{
    Console.Error.WriteLine("There is no answer.");
    return 1;
}

await client.Session.DeleteAsync(session.Id);
Console.WriteLine($"{message.ProviderId}/{message.ModelId}: {message.Tokens.Input} tokens in, {message.Tokens.Output} tokens out, cost ${message.Cost:0.000000}");
return message.Error is null ? 0 : 1;
