using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace OpenCode;

/// <summary>The options of one run of an opencode agent, with those of Microsoft.Extensions.AI. <c>docs/agents.md</c> says what each does.</summary>
/// <example><code>
/// var response = await agent.RunAsync("Review the diff", session, new OpenCodeAgentRunOptions(new ChatOptions { ModelId = "anthropic/claude-sonnet-4-5" }));
/// </code></example>
public sealed class OpenCodeAgentRunOptions : AgentRunOptions
{
    /// <summary>Initializes the options.</summary>
    /// <param name="chatOptions">The model, instructions, functions, and so on of the prompt; null for those of the agent.</param>
    public OpenCodeAgentRunOptions(ChatOptions? chatOptions = null)
    {
        ChatOptions = chatOptions;
    }

    private OpenCodeAgentRunOptions(OpenCodeAgentRunOptions options)
        : base(options)
    {
        ChatOptions = options.ChatOptions?.Clone();
    }

    /// <summary>
    /// The model, instructions, functions, and so on of the prompt. Instructions and functions are added to those of the agent; the
    /// other members replace the agent's. Null, which is the default, for those of the agent.
    /// </summary>
    public ChatOptions? ChatOptions { get; set; }

    /// <inheritdoc/>
    public override AgentRunOptions Clone() => new OpenCodeAgentRunOptions(this);
}
