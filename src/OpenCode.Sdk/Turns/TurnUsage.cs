using OpenCode.Models;

namespace OpenCode;

/// <summary>Represents the usage of a turn, including its sub-agents and compactions during the turn. Immutable.</summary>
public sealed record TurnUsage
{
    /// <summary>Gets the number of messages that models wrote.</summary>
    public int Steps { get; init; }

    /// <summary>Gets the number of tokens that models read, without those from a cache.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets the number of tokens that models wrote, without those of their reasoning.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Gets the number of tokens of the models' reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Gets the number of tokens that models read from a cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Gets the number of tokens that were written to a cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Gets the total number of tokens.</summary>
    public long TotalTokens => InputTokens + OutputTokens + ReasoningTokens + CacheReadTokens + CacheWriteTokens;

    /// <summary>
    /// Gets the cost in US dollars, which the server computes from its price table; 0 for models without a price.
    /// </summary>
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
