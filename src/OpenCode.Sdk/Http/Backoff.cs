namespace OpenCode.Http;

/// <summary>How long to wait between attempts.</summary>
internal static class Backoff
{
    /// <summary>Enough for any wait, and few enough for any number.</summary>
    private const int MaxDoublings = 30;

    /// <summary>Doubles from attempt to attempt; the second half is random, so that many clients do not come back at once.</summary>
    public static TimeSpan Jittered(TimeSpan first, TimeSpan longest, int attempt)
    {
        var delay = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(attempt, MaxDoublings)), longest.TotalSeconds);
        return TimeSpan.FromSeconds(delay * (0.5 + (0.5 * Random.Shared.NextDouble())));
    }
}
