using System.Globalization;
using System.Net;

namespace OpenCode.Calls;

/// <summary>Determines whether a failed call is retried, and after which delay.</summary>
internal static class RetryPolicy
{
    private static readonly TimeSpan s_initialDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(8);

    /// <summary>If a server requests a longer delay, the call is not retried.</summary>
    private static readonly TimeSpan s_longestRetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Returns whether calls with a method change no data. If a response is lost, it is not known whether the server processed
    /// the request. Therefore, no other method is safe to retry.
    /// </summary>
    public static bool IsSafe(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options;

    /// <summary>Returns the maximum number of retries of a call.</summary>
    public static int Allowed(HttpMethod method, OpenCodeRequestOptions options) =>
        IsSafe(method) || options.RetryUnsafeMethods == true ? options.MaxRetries ?? 0 : 0;

    /// <summary>Returns the delay before the next attempt; null if the failure is not transient.</summary>
    /// <param name="outcome">The outcome of the last attempt.</param>
    /// <param name="retry">The number of retries so far.</param>
    /// <param name="now">The current time.</param>
    public static TimeSpan? Delay(OpenCodeResponse outcome, int retry, DateTimeOffset now)
    {
        switch (outcome.Error)
        {
            case OpenCodeConnectionException { IsFinal: false }:
                return Backoff.Jittered(s_initialDelay, s_maxDelay, retry);
            case OpenCodeApiException { StatusCode: (HttpStatusCode)429 or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout }:
                var asked = RetryAfter(outcome.Response!, now);
                return asked is null ? Backoff.Jittered(s_initialDelay, s_maxDelay, retry) : asked <= s_longestRetryAfter ? asked : null;
            default:
                return null;
        }
    }

    /// <summary>
    /// Returns the delay of the <c>Retry-After</c> header, which contains seconds or a date; null if there is none.
    /// </summary>
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
