using Microsoft.Extensions.AI;

namespace OpenCode.AI.Prompts;

/// <summary>Finds the functions of <see cref="ChatOptions.Tools"/>, and refuses tools that the agent can't be given.</summary>
internal static class ToolRules
{
    /// <param name="tools">The tools; null for none.</param>
    /// <param name="canHost">Whether functions can be hosted.</param>
    /// <param name="canApprove">Whether the caller can approve calls.</param>
    /// <exception cref="ArgumentException">A tool is null.</exception>
    /// <exception cref="NotSupportedException">A tool can't be given to the agent.</exception>
    public static IReadOnlyList<AIFunction> Functions(IList<AITool>? tools, bool canHost, bool canApprove) => tools is null ? [] : [.. tools.Select(t => Function(t, canHost, canApprove))];

    /// <summary>Whether the caller must approve each call of a tool.</summary>
    public static bool NeedsApproval(AITool tool)
    {
#pragma warning disable MEAI001 // The type is experimental; calling a function that must be approved first would be worse.
        return tool.GetService<ApprovalRequiredAIFunction>() is not null;
#pragma warning restore MEAI001
    }

    private static AIFunction Function(AITool? tool, bool canHost, bool canApprove)
    {
        if (tool is null)
        {
            throw new ArgumentException("ChatOptions.Tools contains null.");
        }

        if (!canApprove && NeedsApproval(tool))
        {
            throw Unsupported(tool, "the agent would call it without approval. Pass the function itself, and let a permission rule or OnPermission of the TurnOptions decide");
        }

        return tool switch
        {
            AIFunction function when canHost => function,
            AIFunction => throw Unsupported(tool, $"OpenCodeChatClientOptions.{nameof(OpenCodeChatClientOptions.AddTools)} is not set. With the package OpenCodeNet.Extensions.Tools, set it to " +
                "async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token)"),
            AIFunctionDeclaration => throw Unsupported(tool, "it can't be called. Pass an AIFunction"),
            _ => throw Unsupported(tool, "the agent has tools of its own; configure them on the server"),
        };
    }

    private static NotSupportedException Unsupported(AITool tool, string reason) => new($"ChatOptions.Tools contains {tool.Name} ({tool.GetType().Name}), which is not supported: {reason}.");
}
