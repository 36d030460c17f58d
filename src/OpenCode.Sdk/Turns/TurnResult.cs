using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>What a turn has produced: the answer, and what happened on the way to it. Immutable.</summary>
public sealed record TurnResult
{
    /// <summary>The session of the turn.</summary>
    public required string SessionId { get; init; }

    /// <summary>Names the turn for another process; null if the server has not taken the turn on.</summary>
    public TurnHandle? Handle { get; init; }

    /// <summary>The assistant's last message, which holds the answer; null if there is none.</summary>
    public AssistantMessage? Message { get; init; }

    /// <summary>The parts of <see cref="Message"/>, in the server's order.</summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>All of the assistant's messages of the turn in order: those that call tools, and at the end <see cref="Message"/>.</summary>
    public required IReadOnlyList<MessageWithParts> Messages { get; init; }

    /// <summary>The text of the answer: the text parts of <see cref="Message"/>, put together. What the agent wrote before it called tools is in <see cref="Messages"/>.</summary>
    public string Text => string.Concat(Parts.OfType<TextPart>().Where(p => p.Synthetic != true && p.Ignored != true).Select(p => p.Text));

    /// <summary>All tool calls of the turn, without those of sub-agents.</summary>
    public IReadOnlyList<ToolPart> Tools => [.. Messages.SelectMany(m => m.Parts).OfType<ToolPart>()];

    /// <summary>The paths of the files that the turn has changed, each once, as the server reports them.</summary>
    public IReadOnlyList<string> Files => [.. Messages.SelectMany(m => m.Parts).OfType<PatchPart>().SelectMany(p => p.Files).Distinct(StringComparer.Ordinal)];

    /// <summary>Why the model stopped, for instance <c>stop</c> or <c>length</c>; null if the server does not say, as for shell commands.</summary>
    public string? Finish => Message?.Finish;

    /// <summary>The object that was asked for with a JSON schema; null if there is none.</summary>
    public JsonElement? Structured => Message?.Structured;

    /// <summary>The tokens and the cost of the turn, including its sub-agents.</summary>
    public required TurnUsage Usage { get; init; }

    /// <summary>What the agent and its sub-agents asked, and who decided what, in order.</summary>
    public IReadOnlyList<AskDecision> Decisions { get; init; } = [];
}
