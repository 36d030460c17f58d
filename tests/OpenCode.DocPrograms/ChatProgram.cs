#region usings
using Microsoft.Extensions.AI;
using OpenCode;
#endregion

namespace OpenCode.DocPrograms;

/// <summary>The program in the readme of the package for chat clients.</summary>
internal static class ChatProgram
{
    public static async Task RunAsync()
    {
        #region program
        await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0 });
        IChatClient chat = opencode.Client.AsChatClient(new() { DefaultModelId = "anthropic/claude-sonnet-4-5" });

        ChatResponse response = await chat.GetResponseAsync("Why is the build red?");
        Console.WriteLine($"{response.Text} ({response.Usage?.TotalTokenCount} tokens)");

        await foreach (var update in chat.GetStreamingResponseAsync("Fix it", new() { ConversationId = response.ConversationId }))
        {
            Console.Write(update.Text);
        }
        #endregion
    }
}
