using Microsoft.Extensions.Logging;
using OpenCode.Models;

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

    [LoggerMessage(4, LogLevel.Debug, "Stream {Route} is {State}")]
    public static partial void StreamChanged(this ILogger logger, string route, EventStreamState state);

    [LoggerMessage(5, LogLevel.Information, "Stream {Route} was lost and connects again in {DelayMilliseconds} ms (attempt {Attempt}): {Reason}")]
    public static partial void StreamLost(this ILogger logger, string route, double delayMilliseconds, int attempt, string reason);

    [LoggerMessage(6, LogLevel.Warning, "Stream {Route} has failed: {Reason}")]
    public static partial void StreamFailed(this ILogger logger, string route, string reason);

    [LoggerMessage(7, LogLevel.Warning, "An event of stream {Route} can't be read: {Reason}")]
    public static partial void EventUnreadable(this ILogger logger, string route, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Session {SessionId} waits for somebody to answer {Kind} request {RequestId}")]
    public static partial void Unanswered(this ILogger logger, string sessionId, string kind, string requestId);

    [LoggerMessage(9, LogLevel.Debug, "The {Kind} request {RequestId} has been answered by somebody else")]
    public static partial void AnsweredElsewhere(this ILogger logger, string kind, string requestId);

    [LoggerMessage(10, LogLevel.Warning, "Session {SessionId} could not be told to stop: {Reason}")]
    public static partial void AbortFailed(this ILogger logger, string sessionId, string reason);

    [LoggerMessage(11, LogLevel.Debug, "{Method} {Route} was cancelled after {ElapsedMilliseconds} ms")]
    public static partial void Cancelled(this ILogger logger, HttpMethod method, string route, double elapsedMilliseconds);

    [LoggerMessage(12, LogLevel.Warning, "The server is opencode {Version}, older than this SDK was tested with ({Oldest} to {Newest}); it may lack operations")]
    public static partial void ServerIsOlder(this ILogger logger, string version, string oldest, string newest);

    [LoggerMessage(13, LogLevel.Information, "The server is opencode {Version}, newer than this SDK was tested with ({Oldest} to {Newest}); what it has beyond that is kept as unknown")]
    public static partial void ServerIsNewer(this ILogger logger, string version, string oldest, string newest);

    [LoggerMessage(14, LogLevel.Warning, "A message of session {SessionId} is left out: {Reason}")]
    public static partial void MessageLeftOut(this ILogger logger, string sessionId, string reason);

    [LoggerMessage(EventId = 15, Message = "The response to {Method} {Route} does not match the server's OpenAPI document in {Count} places. The first is {Mismatch}")]
    public static partial void Mismatched(this ILogger logger, LogLevel level, HttpMethod method, string route, int count, JsonMismatch mismatch);
}
