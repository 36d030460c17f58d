using Microsoft.Extensions.AI;

namespace OpenCode.AI.Responses;

/// <summary>Converts the usage of a turn, including its sub-agents.</summary>
internal static class Usage
{
    /// <summary>
    /// Chat clients count cached tokens as input and reasoning tokens as output. The server counts them separately.
    /// </summary>
    public static UsageDetails Of(TurnUsage usage) => new()
    {
        InputTokenCount = usage.InputTokens + usage.CacheReadTokens + usage.CacheWriteTokens,
        OutputTokenCount = usage.OutputTokens + usage.ReasoningTokens,
        TotalTokenCount = usage.TotalTokens,
        CachedInputTokenCount = usage.CacheReadTokens,
        ReasoningTokenCount = usage.ReasoningTokens,
        AdditionalCounts = new() { ["CacheWriteTokens"] = usage.CacheWriteTokens, ["Steps"] = usage.Steps },
    };
}
