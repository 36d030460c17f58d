using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>What a turn may use, and how long it goes along with a server that retries.</summary>
internal sealed class TurnLimits(TurnOptions options, TurnState state, TimeProvider time)
{
    private TimeSpan? _clockDifference;

    /// <summary>Compares the server's clock with ours, when the server has just made the turn's first message.</summary>
    public void RecordClock()
    {
        if (state.Start is { } start)
        {
            _clockDifference ??= start.CreatedAt - time.GetUtcNow();
        }
    }

    /// <summary>Whether a retry comes too late, or has failed too often.</summary>
    public bool Refuses(SessionStatusRetry retry)
    {
        // The time of the retry is by the server's clock. If the turn was started long ago, its start says nothing about that.
        var delay = retry.Next - time.GetUtcNow();
        delay = _clockDifference is { } difference && difference > TimeSpan.Zero ? delay - difference : delay;
        return (options.MaxRetryDelay != Timeout.InfiniteTimeSpan && delay > options.MaxRetryDelay) || retry.Attempt > options.MaxRetryAttempts;
    }

    /// <summary>The limit that the turn has passed; null if it has not passed any.</summary>
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
            ? (passed, FormattableString.Invariant($"The turn has used more than it may: {usage.Steps} steps, {usage.TotalTokens} tokens, {usage.Cost} US dollars (TurnOptions.Max{passed})."))
            : null;
    }
}
