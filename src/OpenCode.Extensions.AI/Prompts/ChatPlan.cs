using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.AI.Prompts;

/// <summary>Describes what a call does, after all its arguments have been checked.</summary>
internal sealed record ChatPlan
{
    /// <summary>The prompt.</summary>
    public required SessionPromptRequest Request { get; init; }

    /// <summary>The session to continue; null for a new session.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Whether to continue a copy of the session.</summary>
    public bool IsFork { get; init; }

    /// <summary>The user message that starts the last turn of the copy; null to copy all turns.</summary>
    public string? ForkAfter { get; init; }

    /// <summary>The level of reasoning effort for which the model must have a variant; null for none.</summary>
    public ReasoningEffort? Effort { get; init; }

    /// <summary>Whether the response omits the reasoning.</summary>
    public bool HidesReasoning { get; init; }

    /// <summary>The caller's functions that the agent can call.</summary>
    public IReadOnlyList<AIFunction> Functions { get; init; } = [];

    /// <summary>Whether the response is a JSON object.</summary>
    public bool WantsJson => Request.Format is OutputFormatJsonSchema;
}
