using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Determines how a turn ended, from its known state.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="state">The state of the turn.</param>
/// <param name="asks">The permissions and questions of the turn.</param>
/// <param name="handleOf">Creates the handle of another turn.</param>
/// <param name="display">Prepares a text of the server for display, without secrets.</param>
internal sealed class TurnEvaluator(string sessionId, TurnState state, TurnAsks asks, Func<string, TurnHandle> handleOf, Func<string, string> display)
{
    /// <summary>Gets the result so far.</summary>
    public TurnResult Result => state.ToResult(state.StartId is { } id ? handleOf(id) : null, asks.Decisions);

    /// <summary>Gets whether the response is complete, so that only the idle state of the session can follow.</summary>
    public bool HasFinalResponse => state.Response is { } response && TurnResponse.IsFinal(response) && !state.HasOpenText;

    /// <summary>Gets whether the turn appears to be over: it has a complete response or an error.</summary>
    public bool AppearsComplete => HasFinalResponse || state.Response?.Assistant?.Error is not null || state.Error is not null || state.Successor is not null;

    /// <summary>Returns the end of a turn whose session is idle or processes another turn.</summary>
    /// <returns>
    /// The end; null if it can't be determined yet, because the response may still arrive or the server lost the turn.
    /// </returns>
    public PromptEnd? Evaluate()
    {
        if (state.IsDeleted)
        {
            return Deleted();
        }

        var response = state.Response;
        return response?.Assistant switch
        {
            // An error without a message may be a late error of the previous turn.
            null => Merged(),

            // After an abort, the server reports that the session is idle before it has stored the ends of the texts and the
            // message.
            { Error: { } error } => response!.HasOpenText ? null : Failed(error),
            { Time.Completed: null } => null,
            _ when TurnResponse.IsAbortedShell(response!) => Aborted(null),
            var message when TurnResponse.IsFinal(response!) => TurnResponse.IncompleteReason(message) is { } reason ? Failed(reason) : new PromptCompleted { Result = Result },
            var message => EvaluateWithoutEnd(response!, message),
        };
    }

    /// <summary>Returns the end of a turn whose end could not be determined for too long.</summary>
    public PromptEnd GiveUp() => (state.Response?.Assistant?.Error ?? state.Error) is { } error ? Failed(error) : Failed(state switch
    {
        { EarlyError: { } early, Response: null } => ErrorMessage.FirstLine(early),
        { Response: not null } => "The server stopped before the response was complete. It may have been restarted.",
        { IsTaken: true } => "The session became idle without a response.",
        _ => "The server did not start to process the prompt.",
    });

    public PromptEnd Deleted() => Failed($"The session {sessionId} has been deleted.");

    public PromptEnd Failed(string reason) => new PromptFailed { Result = Result, Reason = display(reason), Error = state.Response?.Assistant?.Error ?? state.Error ?? (state.Response is null ? state.EarlyError : null) };

    public PromptEnd LimitReached(TurnLimit limit, string reason) => new PromptLimitReached { Result = Result, Limit = limit, Reason = display(reason) };

    private PromptEnd Failed(MessageError error) => error is MessageAbortedError
        ? Aborted(error)
        : new PromptFailed { Result = Result, Reason = display(ErrorMessage.FirstLine(error)), Error = error };

    private PromptAborted Aborted(MessageError? error) => new() { Result = Result, Reason = "The session was aborted while the turn was running.", Error = error };

    /// <summary>Returns the end of a turn whose last message is complete although the agent was going to continue.</summary>
    private PromptEnd? EvaluateWithoutEnd(TurnMessage response, AssistantMessage message)
    {
        var rejection = asks.LastRejection;
        var tool = TurnResponse.RejectedTool(response);
        if (Merged() is { } merged)
        {
            return merged;
        }

        if (rejection is not null || tool is not null)
        {
            return Rejected(rejection, tool);
        }

        return state.Error is { } error ? Failed(error)
            : message.Finish is null ? Aborted(null)
            : null;
    }

    private PromptRejected Rejected(AskDecision? rejection, ToolPart? tool)
    {
        var permission = rejection is null ? null : asks.Permission(rejection.RequestId);
        var question = rejection is null ? null : asks.Question(rejection.RequestId);
        return new PromptRejected
        {
            Result = Result,
            Permission = permission,
            Question = question,
            Tool = tool,
            Reason = display(Describe(permission, question, tool)),
        };
    }

    private PromptMerged? Merged() => state.Successor is { } successor
        ? new PromptMerged { Result = Result, Into = handleOf(successor), Reason = display($"The server merged the prompt into a later prompt ({successor}) and returns one response for both.") }
        : null;

    private static string Describe(PermissionRequest? permission, QuestionRequest? question, ToolPart? tool) => (permission, question, tool) switch
    {
        ({ } p, _, _) => $"The permission {p.Permission} was rejected for {string.Join(", ", p.Patterns)}, which ended the turn.",
        (_, { } q, _) => $"The question \"{string.Join(" ", q.Questions.Select(i => i.Question))}\" was dismissed, which ended the turn.",
        (_, _, { } t) => $"A permission or a question of the tool {t.Tool} was rejected, which ended the turn.",
        _ => "A permission or a question was rejected, which ended the turn.",
    };
}
