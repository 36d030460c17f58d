using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>How long a turn that seems to be over is given to show that it is not.</summary>
internal sealed class TurnGracePeriods(TurnState state, TurnEvaluator evaluator, TurnOptions options)
{
    /// <summary>An unfinished answer in an idle session; a server that was restarted leaves it like that.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(2);

    /// <summary>An error as the last thing that the session says of a turn without a message.</summary>
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1);

    /// <summary>A prompt that is not taken on after the session has reported an error.</summary>
    private static readonly TimeSpan s_error = TimeSpan.FromSeconds(5);

    /// <summary>A session that works on after the answer, or after an error in its place.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    /// <summary>The same after an error without a kind, which may be that of another prompt in the session.</summary>
    private static readonly TimeSpan s_longGrace = TimeSpan.FromSeconds(10);

    /// <summary>The failure of the request that starts the turn; the session may report a better reason for it.</summary>
    public Exception? StartFailure { get; set; }

    /// <summary>How long the session may work on although the turn looks over.</summary>
    public TimeSpan Grace => evaluator.HasFinalResponse || state.Response?.Assistant?.Error is not null || state.Error is not UnclassifiedError ? s_grace : s_longGrace;

    /// <summary>How long the session may be idle without an answer.</summary>
    public TimeSpan Idle => state switch
    {
        { Response: not null } => s_rest,
        { Error: not null } => s_settle,
        _ when StartFailure is not null || state.HasWorked => s_rest,

        // The error may be that of an earlier turn, and the server slow to take this one on.
        { IsTaken: false, EarlyError: not null } => s_error,
        _ => options.ResponseTimeout,
    };
}
