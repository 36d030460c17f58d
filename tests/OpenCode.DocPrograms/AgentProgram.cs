#region usings
using Microsoft.Extensions.AI;
using OpenCode;
#endregion

namespace OpenCode.DocPrograms;

/// <summary>The program in the readme of the package for agents.</summary>
internal static class AgentProgram
{
    public static async Task RunAsync()
    {
        #region program
        await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0 });
        await using var agent = opencode.Client.AsAIAgent(new() { Name = "writer", DefaultModelId = "anthropic/claude-sonnet-4-5" });

        var session = await agent.CreateSessionAsync();
        var response = await agent.RunAsync("Why is the build red?", session);
        Console.WriteLine(response.Text);

        foreach (var request in response.Messages.SelectMany(m => m.Contents).OfType<ToolApprovalRequestContent>())
        {
            Console.WriteLine($"{request.GetPermission()?.Permission} needs your approval.");
        }
        #endregion
    }
}
