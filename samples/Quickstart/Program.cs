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
    Port = 0,
    Config = demo?.CreateConfig(),
});
var (client, server) = opencode;
Console.WriteLine($"opencode {server.Version} on {server.Url}");

var session = await client.Session.CreateAsync(new() { Title = "Quickstart" });

var prompt = new SessionPromptRequest { Model = arguments.Model, Parts = [new TextPartInput { Text = arguments.Prompt }] };
PromptEnd? end = null;
await foreach (var update in client.Session.PromptStreamingAsync(session.Id, prompt, TurnOptions.Unattended))
{
    end = update as PromptEnd;
    switch (update)
    {
        case PromptTextDelta delta:
            Console.Write(delta.Text);
            break;
        case PromptPermissionAsked { Request: var asked }:
            Console.WriteLine($"{Environment.NewLine}(may not use {asked.Permission} in this sample)");
            break;
    }
}

Console.WriteLine();
await client.Session.DeleteAsync(session.Id);
if (end is not PromptCompleted { Message: var message, Result.Usage: var usage })
{
    Console.Error.WriteLine(end?.Reason);
    return 1;
}

Console.WriteLine($"{message.ProviderId}/{message.ModelId}: {usage.InputTokens} tokens in, {usage.OutputTokens} tokens out, cost ${usage.Cost:0.000000}");
return 0;
