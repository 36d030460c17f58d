using System.Globalization;
using System.Net;

namespace OpenCode.Http;

/// <summary>When a failed call is sent again, and after what wait.</summary>
internal static class RetryPolicy
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(8);

    /// <summary>A server that wants more patience than this has its answer passed on.</summary>
    private static readonly TimeSpan s_longestRetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether calls with this method change nothing. A lost answer does not say whether the server did its work, so nothing
    /// else is safe to repeat.
    /// </summary>
    public static bool IsSafe(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options;

    /// <summary>How often a call may be sent again.</summary>
    public static int Allowed(HttpMethod method, OpenCodeRequestOptions options) =>
        IsSafe(method) || options.RetryUnsafeMethods == true ? options.MaxRetries ?? 0 : 0;

    /// <summary>How long to wait before the next try; null if this failure would not pass.</summary>
    /// <param name="outcome">What became of the last try.</param>
    /// <param name="retry">How many retries there were before.</param>
    /// <param name="now">The time by the caller's clock.</param>
    public static TimeSpan? Delay(OpenCodeResponse outcome, int retry, DateTimeOffset now)
    {
        switch (outcome.Error)
        {
            case OpenCodeConnectionException { IsFinal: false }:
                return Backoff.Jittered(s_firstDelay, s_longestDelay, retry);
            case OpenCodeApiException { StatusCode: (HttpStatusCode)429 or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout }:
                var asked = RetryAfter(outcome.Response!, now);
                return asked is null ? Backoff.Jittered(s_firstDelay, s_longestDelay, retry) : asked <= s_longestRetryAfter ? asked : null;
            default:
                return null;
        }
    }

    /// <summary>Seconds or a date.</summary>
    private static TimeSpan? RetryAfter(OpenCodeResponseInfo response, DateTimeOffset now)
    {
        if (!response.Headers.TryGetValue("Retry-After", out var values) || values.Count == 0)
        {
            return null;
        }

        if (double.TryParse(values[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue));
        }

        return DateTimeOffset.TryParseExact(values[0], "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? TimeSpan.FromTicks(Math.Max(0, (date - now).Ticks))
            : null;
    }
}
