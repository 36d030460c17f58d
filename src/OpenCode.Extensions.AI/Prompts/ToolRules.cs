using Microsoft.Extensions.AI;

namespace OpenCode.AI.Prompts;

/// <summary>Gets the functions of <see cref="ChatOptions.Tools"/> and refuses tools that the agent can't use.</summary>
internal static class ToolRules
{
    /// <param name="tools">The tools; null for none.</param>
    /// <param name="canHost">Whether functions can be hosted.</param>
    /// <param name="canApprove">Whether the caller can approve calls.</param>
    /// <exception cref="ArgumentException">A tool is null.</exception>
    /// <exception cref="NotSupportedException">The agent can't use a tool.</exception>
    public static IReadOnlyList<AIFunction> Functions(IList<AITool>? tools, bool canHost, bool canApprove) => tools is null ? [] : [.. tools.Select(t => Function(t, canHost, canApprove))];

    /// <summary>Returns whether the caller must approve each call of a tool.</summary>
    public static bool NeedsApproval(AITool tool)
    {
#pragma warning disable MEAI001 // The type is experimental, but a function that requires approval must not be called without it.
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
            throw Unsupported(tool, "the agent would call it without approval. Pass the inner function, and use TurnOptions.PermissionRules or TurnOptions.OnPermission to decide");
        }

        return tool switch
        {
            AIFunction function when canHost => function,
            AIFunction => throw Unsupported(tool, $"OpenCodeChatClientOptions.{nameof(OpenCodeChatClientOptions.AddTools)} is not set. With the package OpenCodeNet.Extensions.Tools, set it to " +
                "async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token)"),
            AIFunctionDeclaration => throw Unsupported(tool, "it is a declaration without code. Pass an AIFunction"),
            _ => throw Unsupported(tool, "the agent has its own tools; configure them on the server"),
        };
    }

    private static NotSupportedException Unsupported(AITool tool, string reason) => new($"ChatOptions.Tools contains {tool.Name} ({tool.GetType().Name}), which is not supported: {reason}.");
}
