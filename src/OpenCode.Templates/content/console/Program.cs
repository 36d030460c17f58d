using OpenCode;
using OpenCode.Models;

if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: dotnet run -- PROMPT");
    return 2;
}

// The server is included in the output. It works in the current directory, and ends with the program, even after Ctrl+C.
await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0 });
var client = opencode.Client;
var session = await client.Session.CreateAsync();

// The agent decides its questions, and the user decides the agent's permissions.
var options = new TurnOptions { QuestionPolicy = QuestionPolicy.LetAgentDecide };
PromptEnd? end = null;
await foreach (var update in client.Session.PromptStreamingAsync(session.Id, string.Join(' ', args), options))
{
    switch (update)
    {
        case PromptTextDelta delta:
            Console.Write(delta.Text);
            break;
        case PromptToolChanged { Part: { State: ToolStateCompleted completed } tool }:
            Console.WriteLine($"{Environment.NewLine}[{tool.Tool}] {completed.Title}");
            break;
        case PromptRetrying retrying:
            Console.Error.WriteLine($"The server retries the model: {retrying.Message}");
            break;
        case PromptPermissionAsked asked:
            await client.Permission.ReplyAsync(asked.Request.Id, AskUser(asked.Request));
            break;
        case PromptEnd last:
            end = last;
            break;
    }
}

Console.WriteLine();
if (end is not PromptCompleted)
{
    Console.Error.WriteLine(end?.Reason);
    return 1;
}

return 0;

static PermissionReplyRequest AskUser(PermissionRequest request)
{
    Console.Write($"{Environment.NewLine}Allow {request.Permission}: {string.Join(", ", request.Patterns)}? [y]es, [a]lways, [N]o: ");
    return Console.ReadLine()?.Trim().ToUpperInvariant() switch
    {
        "Y" => new() { Reply = PermissionReply.Once },
        "A" => new() { Reply = PermissionReply.Always },
        // The agent reads the message and continues. Without a message, the turn ends.
        _ => new() { Reply = PermissionReply.Reject, Message = "The user does not allow this." },
    };
}
