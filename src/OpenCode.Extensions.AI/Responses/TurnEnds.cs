using Microsoft.Extensions.AI;
using OpenCode.AI.Prompts;
using OpenCode.Models;

namespace OpenCode.AI.Responses;

/// <summary>What the end of a turn becomes: a finish reason or an exception.</summary>
internal static class TurnEnds
{
    /// <summary>
    /// Whether the model's answer was cut off. The SDK counts that as a failure; chat clients return what there is, with the reason.
    /// </summary>
    public static bool IsCutOff(PromptEnd end) => CutOff(end) is not null;

    /// <exception cref="OpenCodeTurnException">The turn has no answer, or not the object that was asked for.</exception>
    /// <exception cref="TimeoutException">The turn reached a limit of time.</exception>
    public static ChatFinishReason Finish(PromptEnd end, ChatPlan plan) => end switch
    {
        _ when CutOff(end) is { } reason => reason,
        PromptCompleted { Result: { Structured: null } result } when plan.WantsJson =>
            throw new OpenCodeTurnException(end, $"The model did not give the JSON object that was asked for. It said: {result.Text}"),

        // A turn is complete after all its tool calls, whichever message was the last.
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
