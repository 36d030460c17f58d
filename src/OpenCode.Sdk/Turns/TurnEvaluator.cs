using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Says how a turn has ended, from what is known of it.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="state">The state of the turn.</param>
/// <param name="asks">The permissions and questions of the turn.</param>
/// <param name="handleOf">Creates the handle of another turn.</param>
/// <param name="display">Prepares a text of the server for people, without secrets.</param>
internal sealed class TurnEvaluator(string sessionId, TurnState state, TurnAsks asks, Func<string, TurnHandle> handleOf, Func<string, string> display)
{
    /// <summary>The result so far.</summary>
    public TurnResult Result => state.ToResult(state.StartId is { } id ? handleOf(id) : null, asks.Decisions);

    /// <summary>Whether the answer is there, so that nothing can follow but the session's end of work.</summary>
    public bool HasFinalResponse => state.Response is { } response && TurnResponse.IsFinal(response) && !state.HasOpenText;

    /// <summary>Whether it looks as if the turn was over: there is an answer, or an error in its place.</summary>
    public bool AppearsComplete => HasFinalResponse || state.Response?.Assistant?.Error is not null || state.Error is not null || state.Successor is not null;

    /// <summary>The end of a turn whose session is idle, or works on something else.</summary>
    /// <returns>Null if there is no telling: the answer may still come, or the server has forgotten the turn.</returns>
    public PromptEnd? Evaluate()
    {
        if (state.IsDeleted)
        {
            return Deleted();
        }

        var response = state.Response;
        return response?.Assistant switch
        {

            // An error without a message may be the late one of the turn before.
            null => Merged(),

            // After an abort, the server says that the session is idle before it has stored the ends of the texts and the
            // message.
            { Error: { } error } => response!.HasOpenText ? null : Failed(error),
            { Time.Completed: null } => null,
            _ when TurnResponse.IsAbortedShell(response!) => Aborted(null),
            var message when TurnResponse.IsFinal(response!) => TurnResponse.IncompleteReason(message) is { } reason ? Failed(reason) : new PromptCompleted { Result = Result },
            var message => EvaluateWithoutEnd(response!, message),
        };
    }

    /// <summary>The end of a turn about which there has been no telling for too long.</summary>
    public PromptEnd GiveUp() => (state.Response?.Assistant?.Error ?? state.Error) is { } error ? Failed(error) : Failed(state switch
    {
        { EarlyError: { } early, Response: null } => ErrorMessage.FirstLine(early),
        { Response: not null } => "The server has stopped before the answer was complete; it may have been restarted.",
        { IsTaken: true } => "The server has gone idle without an answer.",
        _ => "The server has not taken up the prompt.",
    });

    public PromptEnd Deleted() => Failed($"The session {sessionId} has been deleted.");

    public PromptEnd Failed(string reason) => new PromptFailed { Result = Result, Reason = display(reason), Error = state.Response?.Assistant?.Error ?? state.Error ?? (state.Response is null ? state.EarlyError : null) };

    public PromptEnd LimitReached(TurnLimit limit, string reason) => new PromptLimitReached { Result = Result, Limit = limit, Reason = display(reason) };

    private PromptEnd Failed(MessageError error) => error is MessageAbortedError
        ? Aborted(error)
        : new PromptFailed { Result = Result, Reason = display(ErrorMessage.FirstLine(error)), Error = error };

    private PromptAborted Aborted(MessageError? error) => new() { Result = Result, Reason = "The session was aborted while the turn was running.", Error = error };

    /// <summary>The message is complete, but the agent meant to go on after it.</summary>
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
        ? new PromptMerged { Result = Result, Into = handleOf(successor), Reason = display($"The server has merged the prompt into a later one ({successor}) and answers both at once.") }
        : null;

    private static string Describe(PermissionRequest? permission, QuestionRequest? question, ToolPart? tool) => (permission, question, tool) switch
    {
        ({ } p, _, _) => $"The permission {p.Permission} was rejected for {string.Join(", ", p.Patterns)}, which ended the turn.",
        (_, { } q, _) => $"The question \"{string.Join(" ", q.Questions.Select(i => i.Question))}\" was dismissed, which ended the turn.",
        (_, _, { } t) => $"A permission or a question of the tool {t.Tool} was rejected, which ended the turn.",
        _ => "A permission or a question was rejected, which ended the turn.",
    };
}
