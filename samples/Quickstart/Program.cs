using OpenCode;
using OpenCode.Models;
using OpenCode.Samples;

// dotnet run --project samples/Quickstart                                        uses a scripted model, without an API key
// dotnet run --project samples/Quickstart -- --model provider/model "prompt"     uses your own configuration
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
            Console.WriteLine($"{Environment.NewLine}({asked.Permission} is not allowed in this sample)");
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

Console.WriteLine($"{message.ProviderId}/{message.ModelId}: {usage.InputTokens} input tokens, {usage.OutputTokens} output tokens, cost ${usage.Cost:0.000000}");
return 0;
