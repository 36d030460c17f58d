using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace OpenCode.Agents.Tests;

/// <summary>What responses contain.</summary>
internal static class Contents
{
    public static IEnumerable<T> Of<T>(this AgentResponse response)
        where T : AIContent => response.Messages.SelectMany(m => m.Contents).OfType<T>();

    public static ToolApprovalRequestContent Approval(this AgentResponse response) => response.Of<ToolApprovalRequestContent>().Single();

    public static FunctionCallContent Question(this AgentResponse response) => response.Of<FunctionCallContent>().Single(c => c.GetQuestions() is not null);

    /// <summary>A message with responses to the agent.</summary>
    public static IReadOnlyList<ChatMessage> Reply(params AIContent[] contents) => [new(ChatRole.User, [.. contents])];
}
