using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Determines how a message of the assistant ends its turn.</summary>
internal static class TurnResponse
{
    private const string ToolCalls = "tool-calls";

    /// <summary>The text that the server adds to the output of an aborted shell command.</summary>
    private const string AbortedShell = "User aborted the command";

    /// <summary>The starts of the errors of tool calls whose permission or question was rejected.</summary>
    private static readonly string[] s_rejections = ["The user rejected permission", "The user dismissed this question"];

    /// <summary>Returns whether the message is the last one of its turn, whether or not its response is complete.</summary>
    public static bool IsFinal(TurnMessage message) =>
        message.Assistant is { Error: null, Time.Completed: not null } assistant && (assistant.Structured is not null || IsShell(message) || EndsWithText(assistant, message));

    /// <summary>Returns why a final message is not a complete response; null if it is complete.</summary>
    public static string? IncompleteReason(AssistantMessage message) => message.Finish switch
    {
        "length" => "The response was truncated because it reached the maximum number of output tokens of the model (finish: length).",
        "content-filter" => "The response was truncated by the provider's content filter (finish: content-filter).",
        "error" => "The model ended its response with an error (finish: error).",
        _ => null,
    };

    /// <summary>Returns whether the message is an aborted shell command.</summary>
    public static bool IsAbortedShell(TurnMessage message) =>
        IsShell(message) && message.Parts.OfType<ToolPart>().Any(p => p.State is ToolStateCompleted { Output: var output } && output.Contains(AbortedShell, StringComparison.Ordinal));

    /// <summary>Returns the tool call that was rejected; null if there is none.</summary>
    public static ToolPart? RejectedTool(TurnMessage message) => message.Parts.OfType<ToolPart>().LastOrDefault(p =>
        p.State is ToolStateError { Error: var error } && Array.Exists(s_rejections, r => error.StartsWith(r, StringComparison.Ordinal)));

    /// <summary>
    /// Returns whether the message ends with text. Some providers end a message with "stop" although it calls tools, and the
    /// server continues. The result of a tool call that the provider itself executes is part of the message.
    /// </summary>
    private static bool EndsWithText(AssistantMessage assistant, TurnMessage message) =>
        !message.Parts.OfType<ToolPart>().Any(p => !IsProviderExecuted(p))
        && (assistant.Finish ?? message.Parts.OfType<StepFinishPart>().LastOrDefault()?.Reason) switch
        {
            ToolCalls => false,
            null => message.Parts.OfType<TextPart>().Any(p => p.Text.Length > 0),
            _ => true,
        };

    /// <summary>
    /// Returns whether the message is a shell command: one tool call, without a step of the model and without a finish reason.
    /// </summary>
    private static bool IsShell(TurnMessage message) =>
        message.Assistant is { Finish: null } && message.Parts is [ToolPart { State: ToolStateCompleted or ToolStateError }, ..] parts && !parts.Any(p => p is StepStartPart);

    private static bool IsProviderExecuted(ToolPart part) =>
        part.Metadata is { ValueKind: System.Text.Json.JsonValueKind.Object } metadata && metadata.TryGetProperty("providerExecuted", out var value) && value.ValueKind == System.Text.Json.JsonValueKind.True;
}
