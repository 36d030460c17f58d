using Microsoft.Extensions.AI;

namespace OpenCode.AI.Responses;

/// <summary>What a turn has used, with its sub-agents, as chat clients say it.</summary>
internal static class Usage
{
    /// <summary>Chat clients count tokens from a cache as input and those of reasoning as output; the server counts all of them apart.</summary>
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
