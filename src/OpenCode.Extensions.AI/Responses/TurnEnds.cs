using Microsoft.Extensions.AI;
using OpenCode.AI.Prompts;
using OpenCode.Models;

namespace OpenCode.AI.Responses;

/// <summary>Converts the end of a turn to a finish reason or an exception.</summary>
internal static class TurnEnds
{
    /// <summary>
    /// Returns whether the model's response was truncated. The SDK reports this as a failure. Chat clients return the truncated
    /// response with the finish reason.
    /// </summary>
    public static bool IsCutOff(PromptEnd end) => CutOff(end) is not null;

    /// <exception cref="OpenCodeTurnException">The turn ended without a response, or without the requested object.</exception>
    /// <exception cref="TimeoutException">The turn reached a timeout.</exception>
    public static ChatFinishReason Finish(PromptEnd end, ChatPlan plan) => end switch
    {
        _ when CutOff(end) is { } reason => reason,
        PromptCompleted { Result: { Structured: null } result } when plan.WantsJson =>
            throw new OpenCodeTurnException(end, $"The model did not return the requested JSON object. It returned: {result.Text}"),

        // A turn is complete when all its tool calls have ended. Its last message can contain a tool call.
        PromptCompleted { Result.Finish: null or "stop" or "tool-calls" } => ChatFinishReason.Stop,
        PromptCompleted { Result.Finish: var other } => new(other),
        PromptLimitReached { Limit: TurnLimit.Timeout or TurnLimit.NoProgress } => throw new TimeoutException(end.Reason, new OpenCodeTurnException(end)),
        _ => throw new OpenCodeTurnException(end),
    };

    private static ChatFinishReason? CutOff(PromptEnd end) => end switch
    {
        PromptFailed { Error: MessageOutputLengthError } or PromptFailed { Error: null, Result.Finish: "length" } => ChatFinishReason.Length,
        PromptFailed { Error: ContentFilterError } or PromptFailed { Error: null, Result.Finish: "content-filter" } => ChatFinishReason.ContentFilter,
        _ => null,
    };
}
