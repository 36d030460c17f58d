using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.AI.Prompts;

/// <summary>What a call does, after everything that it was given has been checked.</summary>
internal sealed record ChatPlan
{
    /// <summary>The prompt.</summary>
    public required SessionPromptRequest Request { get; init; }

    /// <summary>The session to continue; null for a new one.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Whether to continue a copy of the session.</summary>
    public bool IsFork { get; init; }

    /// <summary>The message of the user that starts the last turn of the copy; null to copy all turns.</summary>
    public string? ForkAfter { get; init; }

    /// <summary>The level of reasoning effort that a variant of the model must stand for; null for none.</summary>
    public ReasoningEffort? Effort { get; init; }

    /// <summary>Whether the response leaves the reasoning out.</summary>
    public bool HidesReasoning { get; init; }

    /// <summary>The caller's functions that the agent can call.</summary>
    public IReadOnlyList<AIFunction> Functions { get; init; } = [];

    /// <summary>Whether the answer is a JSON object.</summary>
    public bool WantsJson => Request.Format is OutputFormatJsonSchema;
}
