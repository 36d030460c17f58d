using Microsoft.Extensions.Logging;

namespace OpenCode.Diagnostics;

/// <summary>Everything this SDK logs. Routes are templates, so that no query and no identifier gets into a log.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "{Method} {Route} answered {Status} after {ElapsedMilliseconds} ms")]
    public static partial void Succeeded(this ILogger logger, HttpMethod method, string route, int? status, double elapsedMilliseconds);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Route} failed after {ElapsedMilliseconds} ms: {Reason}")]
    public static partial void Failed(this ILogger logger, HttpMethod method, string route, double elapsedMilliseconds, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Method} {Route} is sent again in {DelayMilliseconds} ms (retry {Retry}): {Reason}")]
    public static partial void Retrying(this ILogger logger, HttpMethod method, string route, int retry, double delayMilliseconds, string reason);
}
