using Microsoft.Extensions.AI;
using OpenCode;
using OpenCode.Testing;

// Chat PROMPT: prompts a server in memory through a chat client, at once and in pieces, and names what there is of ASP.NET Core.
await using var fake = new FakeOpenCode();
fake.WhenPrompted(turn => turn.Text($"You asked: {turn.Prompt.Text}"));
IChatClient chat = fake.CreateClient().AsChatClient();
ChatResponse response = await chat.GetResponseAsync(args[0]);
Console.WriteLine(response.Text);
await foreach (var update in chat.GetStreamingResponseAsync("Again", new() { ConversationId = response.ConversationId }))
{
    Console.Write(update.Text);
}

Console.WriteLine();
Console.WriteLine(AppDomain.CurrentDomain.GetAssemblies().Count(a => a.GetName().Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)));
