namespace OpenCode.Calls;

/// <summary>Computes the delays between attempts.</summary>
internal static class Backoff
{
    /// <summary>The maximum number of doublings, which is sufficient for all delays and prevents an overflow.</summary>
    private const int MaxDoublings = 30;

    /// <summary>
    /// Returns a delay that doubles with each attempt. Up to half of it is random, so that many clients don't retry at the same
    /// time.
    /// </summary>
    public static TimeSpan Jittered(TimeSpan first, TimeSpan longest, int attempt)
    {
        var delay = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(attempt, MaxDoublings)), longest.TotalSeconds);
        return TimeSpan.FromSeconds(delay * (0.5 + (0.5 * Random.Shared.NextDouble())));
    }
}
