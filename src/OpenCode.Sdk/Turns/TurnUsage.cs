using OpenCode.Models;

namespace OpenCode;

/// <summary>What a turn has used, including its sub-agents and the compactions in the middle of it. Immutable.</summary>
public sealed record TurnUsage
{
    /// <summary>The number of messages that models have written.</summary>
    public int Steps { get; init; }

    /// <summary>Tokens that models have read, without those from a cache.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens that models have written, without those of their reasoning.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Tokens of the models' reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Tokens that models have read from a cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Tokens that were written to a cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>All tokens together.</summary>
    public long TotalTokens => InputTokens + OutputTokens + ReasoningTokens + CacheReadTokens + CacheWriteTokens;

    /// <summary>The cost in US dollars, as the server computes it from its table of prices; 0 for models without a price.</summary>
    public decimal Cost { get; init; }

    internal TurnUsage Add(AssistantMessage message) => new()
    {
        Steps = Steps + 1,
        InputTokens = InputTokens + message.Tokens.Input,
        OutputTokens = OutputTokens + message.Tokens.Output,
        ReasoningTokens = ReasoningTokens + message.Tokens.Reasoning,
        CacheReadTokens = CacheReadTokens + message.Tokens.Cache.Read,
        CacheWriteTokens = CacheWriteTokens + message.Tokens.Cache.Write,
        Cost = Cost + message.Cost,
    };
}
