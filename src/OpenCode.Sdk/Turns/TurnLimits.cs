using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Checks the limits of the usage of a turn and of the retries of the server.</summary>
internal sealed class TurnLimits(TurnOptions options, TurnState state, TimeProvider time)
{
    private TimeSpan? _clockDifference;

    /// <summary>
    /// Compares the clocks of the server and the client when the server has just created the turn's first message.
    /// </summary>
    public void RecordClock()
    {
        if (state.Start is { } start)
        {
            _clockDifference ??= start.CreatedAt - time.GetUtcNow();
        }
    }

    /// <summary>Returns whether a retry is too late, or whether too many attempts have failed.</summary>
    public bool Refuses(SessionStatusRetry retry)
    {
        // The time of the retry is by the server's clock. If the turn started long ago, its start does not show the difference of
        // the clocks.
        var delay = retry.Next - time.GetUtcNow();
        delay = _clockDifference is { } difference && difference > TimeSpan.Zero ? delay - difference : delay;
        return (options.MaxRetryDelay != Timeout.InfiniteTimeSpan && delay > options.MaxRetryDelay) || retry.Attempt > options.MaxRetryAttempts;
    }

    /// <summary>Returns the limit that the turn exceeded; null if it exceeded none.</summary>
    public (TurnLimit Limit, string Reason)? Passed()
    {
        if (options is { MaxCost: null, MaxTokens: null, MaxSteps: null })
        {
            return null;
        }

        var usage = state.Usage;
        TurnLimit? limit = usage.Cost > options.MaxCost ? TurnLimit.Cost
            : usage.TotalTokens > options.MaxTokens ? TurnLimit.Tokens
            : usage.Steps > options.MaxSteps ? TurnLimit.Steps
            : null;
        return limit is { } passed
            ? (passed, FormattableString.Invariant($"The turn exceeded TurnOptions.Max{passed}. It used {usage.Steps} steps, {usage.TotalTokens} tokens, and {usage.Cost} US dollars."))
            : null;
    }
}
