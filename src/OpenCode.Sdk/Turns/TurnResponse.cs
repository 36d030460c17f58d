using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>What a message of the assistant says about the end of its turn.</summary>
internal static class TurnResponse
{
    private const string ToolCalls = "tool-calls";

    /// <summary>What the server adds to the output of a shell command that was aborted.</summary>
    private const string AbortedShell = "User aborted the command";

    /// <summary>The beginnings of what the server writes into a tool call whose permission or question was turned down.</summary>
    private static readonly string[] s_rejections = ["The user rejected permission", "The user dismissed this question"];

    /// <summary>Whether the message ends its turn, well or not: nothing of the turn follows it.</summary>
    public static bool IsFinal(TurnMessage message) =>
        message.Assistant is { Error: null, Time.Completed: not null } assistant && (assistant.Structured is not null || IsShell(message) || EndsWithText(assistant, message));

    /// <summary>Why a final message is not a complete answer; null if it is one.</summary>
    public static string? IncompleteReason(AssistantMessage message) => message.Finish switch
    {
        "length" => "The answer is cut off, because it has reached the largest number of tokens that the model may write (finish: length).",
        "content-filter" => "The answer is cut off by the provider's content filter (finish: content-filter).",
        "error" => "The model ended its answer with an error (finish: error).",
        _ => null,
    };

    /// <summary>Whether the message is the run of a shell command that was aborted.</summary>
    public static bool IsAbortedShell(TurnMessage message) =>
        IsShell(message) && message.Parts.OfType<ToolPart>().Any(p => p.State is ToolStateCompleted { Output: var output } && output.Contains(AbortedShell, StringComparison.Ordinal));

    /// <summary>The tool call that was turned down; null if none was.</summary>
    public static ToolPart? RejectedTool(TurnMessage message) => message.Parts.OfType<ToolPart>().LastOrDefault(p =>
        p.State is ToolStateError { Error: var error } && Array.Exists(s_rejections, r => error.StartsWith(r, StringComparison.Ordinal)));

    /// <summary>
    /// Some providers end a message with "stop" although it calls tools, and the server goes on. What a tool call of the
    /// provider's own returns is part of the message.
    /// </summary>
    private static bool EndsWithText(AssistantMessage assistant, TurnMessage message) =>
        !message.Parts.OfType<ToolPart>().Any(p => !IsProviderExecuted(p))
        && (assistant.Finish ?? message.Parts.OfType<StepFinishPart>().LastOrDefault()?.Reason) switch
        {
            ToolCalls => false,
            null => message.Parts.OfType<TextPart>().Any(p => p.Text.Length > 0),
            _ => true,
        };

    /// <summary>A shell command is a message of one tool call, without a step of the model and without a finish.</summary>
    private static bool IsShell(TurnMessage message) =>
        message.Assistant is { Finish: null } && message.Parts is [ToolPart { State: ToolStateCompleted or ToolStateError }, ..] parts && !parts.Any(p => p is StepStartPart);

    private static bool IsProviderExecuted(ToolPart part) =>
        part.Metadata is { ValueKind: System.Text.Json.JsonValueKind.Object } metadata && metadata.TryGetProperty("providerExecuted", out var value) && value.ValueKind == System.Text.Json.JsonValueKind.True;
}
