namespace OpenCode.Calls;

/// <summary>Computes the delays between attempts.</summary>
internal static class Backoff
{
    /// <summary>Enough for any delay, without an overflow.</summary>
    private const int MaxDoublings = 30;

    /// <summary>Doubles with each attempt; the second half is random, so that many clients do not return at once.</summary>
    public static TimeSpan Jittered(TimeSpan first, TimeSpan longest, int attempt)
    {
        var delay = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(attempt, MaxDoublings)), longest.TotalSeconds);
        return TimeSpan.FromSeconds(delay * (0.5 + (0.5 * Random.Shared.NextDouble())));
    }
}
