using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Determines how long a turn that appears to be over can take to show that it continues.</summary>
internal sealed class TurnGracePeriods(TurnState state, TurnEvaluator evaluator, TurnOptions options)
{
    /// <summary>The time for an unfinished response in an idle session, for example after a restart of the server.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(2);

    /// <summary>The time after an error of a turn that has no message.</summary>
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1);

    /// <summary>The time for a prompt that is not accepted after the session reported an error.</summary>
    private static readonly TimeSpan s_error = TimeSpan.FromSeconds(5);

    /// <summary>The time for a session that is busy after the response or an error.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    /// <summary>The same time after an error without a kind, which may belong to another prompt of the session.</summary>
    private static readonly TimeSpan s_longGrace = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets or sets the failure of the request that starts the turn. The session may report a more specific reason.
    /// </summary>
    public Exception? StartFailure { get; set; }

    /// <summary>Gets how long the session can be busy although the turn appears to be over.</summary>
    public TimeSpan Grace => evaluator.HasFinalResponse || state.Response?.Assistant?.Error is not null || state.Error is not UnclassifiedError ? s_grace : s_longGrace;

    /// <summary>Gets how long the session can be idle without a response.</summary>
    public TimeSpan Idle => state switch
    {
        { Response: not null } => s_rest,
        { Error: not null } => s_settle,
        _ when StartFailure is not null || state.HasWorked => s_rest,

        // The error may belong to an earlier turn, and the server may take a moment to accept this turn.
        { IsTaken: false, EarlyError: not null } => s_error,
        _ => options.ResponseTimeout,
    };
}
