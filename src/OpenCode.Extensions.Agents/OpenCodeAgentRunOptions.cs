using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace OpenCode;

/// <summary>
/// Specifies the options of one run of an opencode agent, including options of Microsoft.Extensions.AI. <c>docs/agents.md</c>
/// lists how each option is treated.
/// </summary>
/// <example><code>
/// var response = await agent.RunAsync("Review the diff", session, new OpenCodeAgentRunOptions(new ChatOptions { ModelId = "anthropic/claude-sonnet-4-5" }));
/// </code></example>
public sealed class OpenCodeAgentRunOptions : AgentRunOptions
{
    /// <summary>Initializes the options.</summary>
    /// <param name="chatOptions">
    /// The options of the prompt, such as model, instructions, and functions; null for those of the agent.
    /// </param>
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
    /// Gets or sets the options of the prompt, such as model, instructions, and functions. Instructions and functions are added
    /// to those of the agent. Other members take precedence over those of the agent.
    /// </summary>
    /// <value>The options. The default is null: the options of the agent.</value>
    public ChatOptions? ChatOptions { get; set; }

    /// <inheritdoc/>
    public override AgentRunOptions Clone() => new OpenCodeAgentRunOptions(this);
}
