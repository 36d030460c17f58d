using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Represents the result of a turn: the response, and the messages, tool calls, and decisions that led to it. Immutable.
/// </summary>
public sealed record TurnResult
{
    /// <summary>Gets the identifier of the session.</summary>
    public required string SessionId { get; init; }

    /// <summary>
    /// Gets the handle that identifies the turn for another process; null if the server did not accept the turn.
    /// </summary>
    public TurnHandle? Handle { get; init; }

    /// <summary>Gets the assistant's last message, which contains the response; null if there is none.</summary>
    public AssistantMessage? Message { get; init; }

    /// <summary>Gets the parts of <see cref="Message"/>, in the server's order.</summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>
    /// Gets all messages of the assistant in the turn, in order: those that call tools, and <see cref="Message"/> at the end.
    /// </summary>
    public required IReadOnlyList<MessageWithParts> Messages { get; init; }

    /// <summary>
    /// Gets the text of the response: the concatenated text parts of <see cref="Message"/>. <see cref="Messages"/> contains the
    /// text that the agent wrote before it called tools.
    /// </summary>
    public string Text => string.Concat(Parts.OfType<TextPart>().Where(p => p.Synthetic != true && p.Ignored != true).Select(p => p.Text));

    /// <summary>Gets all tool calls of the turn, without those of sub-agents.</summary>
    public IReadOnlyList<ToolPart> Tools => [.. Messages.SelectMany(m => m.Parts).OfType<ToolPart>()];

    /// <summary>Gets the distinct paths of the files that the turn changed, as the server reports them.</summary>
    public IReadOnlyList<string> Files => [.. Messages.SelectMany(m => m.Parts).OfType<PatchPart>().SelectMany(p => p.Files).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// Gets why the model stopped, for example <c>stop</c> or <c>length</c>; null if the server does not report it, as for shell
    /// commands.
    /// </summary>
    public string? Finish => Message?.Finish;

    /// <summary>Gets the object that was requested with a JSON schema; null if there is none.</summary>
    public JsonElement? Structured => Message?.Structured;

    /// <summary>Gets the tokens and the cost of the turn, including its sub-agents.</summary>
    public required TurnUsage Usage { get; init; }

    /// <summary>Gets the decisions about the requests of the agent and its sub-agents, in order.</summary>
    public IReadOnlyList<AskDecision> Decisions { get; init; } = [];
}
