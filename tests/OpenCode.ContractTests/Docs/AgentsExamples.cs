using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.ContractTests.Docs;

/// <summary>The example of docs/agents.md. <see cref="AgentsExampleTests"/> runs it.</summary>
internal sealed class AgentsExamples(OpenCodeClient client)
{
    public async Task RunAsync(Func<PermissionRequest, bool> IsFine)
    {
        #region run
        await using var agent = client.AsAIAgent(new() { Name = "writer", DefaultModelId = "anthropic/claude-sonnet-4-5" });

        AgentSession session = await agent.CreateSessionAsync();
        AgentResponse response = await agent.RunAsync("Fix the build", session);
        while (response.Messages.SelectMany(m => m.Contents).OfType<ToolApprovalRequestContent>().ToList() is { Count: > 0 } requests)
        {
            response = await agent.RunAsync(requests.Select(r => new ChatMessage(ChatRole.User, [r.CreateResponse(IsFine(r.GetPermission()!))])), session);
        }

        Console.WriteLine(response.Text);
        #endregion
        Assert.That(response.Text, Is.EqualTo("Fixed."));
    }
}
