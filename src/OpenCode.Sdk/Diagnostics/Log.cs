using Microsoft.Extensions.Logging;
using OpenCode.Versions;

namespace OpenCode.Diagnostics;

/// <summary>
/// Contains all log messages of the client. Routes are templates without identifiers and queries. <c>SessionId</c> and
/// <c>RequestId</c> are separate values. A <c>Reason</c> is the message of an exception, which can contain the path of a request.
/// Its secrets are masked.
/// </summary>
/// <remarks>
/// <see cref="DisplayText"/> prepares texts that can come from a server, so that a server can't forge a log line.
/// </remarks>
internal static partial class Log
{
    public static void Failed(this ILogger logger, HttpMethod method, string route, double elapsedMilliseconds, string reason) =>
        WriteFailed(logger, method, route, elapsedMilliseconds, DisplayText.Of(reason));

    public static void Retrying(this ILogger logger, HttpMethod method, string route, int retry, double delayMilliseconds, string reason) =>
        WriteRetrying(logger, method, route, retry, delayMilliseconds, DisplayText.Of(reason));

    public static void StreamLost(this ILogger logger, string route, double delayMilliseconds, int attempt, string reason) =>
        WriteStreamLost(logger, route, delayMilliseconds, attempt, DisplayText.Of(reason));

    public static void StreamFailed(this ILogger logger, string route, string reason) => WriteStreamFailed(logger, route, DisplayText.Of(reason));

    public static void EventUnreadable(this ILogger logger, string route, string reason) => WriteEventUnreadable(logger, route, DisplayText.Of(reason));

    public static void Unanswered(this ILogger logger, string sessionId, string kind, string requestId) => WriteUnanswered(logger, DisplayText.OfName(sessionId), kind, DisplayText.OfName(requestId));

    public static void AnsweredElsewhere(this ILogger logger, string kind, string requestId) => WriteAnsweredElsewhere(logger, kind, DisplayText.OfName(requestId));

    public static void AbortFailed(this ILogger logger, string sessionId, string reason) => WriteAbortFailed(logger, DisplayText.OfName(sessionId), DisplayText.Of(reason));

    /// <summary>
    /// Logs if the SDK was not tested with the version of the server. A newer server is expected to work. An older server may
    /// lack operations.
    /// </summary>
    public static void ServerVersion(this ILogger logger, string? version)
    {
        if (TestedServers.IsOlder(version))
        {
            WriteServerIsOlder(logger, DisplayText.OfName(version ?? "1.0 or earlier"), TestedServers.Oldest, TestedServers.Newest);
        }
        else if (TestedServers.IsNewer(version))
        {
            WriteServerIsNewer(logger, DisplayText.OfName(version!), TestedServers.Oldest, TestedServers.Newest);
        }
    }

    public static void MessageLeftOut(this ILogger logger, string sessionId, string reason) => WriteMessageLeftOut(logger, DisplayText.OfName(sessionId), DisplayText.Of(reason));

    public static void Mismatched(this ILogger logger, LogLevel level, HttpMethod method, string route, int count, string mismatch)
    {
        var shown = DisplayText.Of(mismatch);
        WriteMismatched(logger, level, method, route, count, shown);
    }

    [LoggerMessage(1, LogLevel.Debug, "{Method} {Route} returned {Status} after {ElapsedMilliseconds} ms")]
    public static partial void Succeeded(this ILogger logger, HttpMethod method, string route, int? status, double elapsedMilliseconds);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Route} failed after {ElapsedMilliseconds} ms: {Reason}", EventName = "Failed")]
    private static partial void WriteFailed(ILogger logger, HttpMethod method, string route, double elapsedMilliseconds, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Method} {Route} is retried in {DelayMilliseconds} ms (retry {Retry}): {Reason}", EventName = "Retrying")]
    private static partial void WriteRetrying(ILogger logger, HttpMethod method, string route, int retry, double delayMilliseconds, string reason);

    [LoggerMessage(4, LogLevel.Debug, "Stream {Route} is {State}")]
    public static partial void StreamChanged(this ILogger logger, string route, EventStreamState state);

    [LoggerMessage(5, LogLevel.Information, "Stream {Route} was lost and reconnects in {DelayMilliseconds} ms (attempt {Attempt}): {Reason}", EventName = "StreamLost")]
    private static partial void WriteStreamLost(ILogger logger, string route, double delayMilliseconds, int attempt, string reason);

    [LoggerMessage(6, LogLevel.Warning, "Stream {Route} failed: {Reason}", EventName = "StreamFailed")]
    private static partial void WriteStreamFailed(ILogger logger, string route, string reason);

    [LoggerMessage(7, LogLevel.Warning, "An event of stream {Route} can't be read: {Reason}", EventName = "EventUnreadable")]
    private static partial void WriteEventUnreadable(ILogger logger, string route, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Session {SessionId} waits for a reply to {Kind} request {RequestId}", EventName = "Unanswered")]
    private static partial void WriteUnanswered(ILogger logger, string sessionId, string kind, string requestId);

    [LoggerMessage(9, LogLevel.Debug, "Another client replied to {Kind} request {RequestId}", EventName = "AnsweredElsewhere")]
    private static partial void WriteAnsweredElsewhere(ILogger logger, string kind, string requestId);

    [LoggerMessage(10, LogLevel.Warning, "Session {SessionId} could not be stopped: {Reason}", EventName = "AbortFailed")]
    private static partial void WriteAbortFailed(ILogger logger, string sessionId, string reason);

    [LoggerMessage(11, LogLevel.Debug, "{Method} {Route} was canceled after {ElapsedMilliseconds} ms")]
    public static partial void Canceled(this ILogger logger, HttpMethod method, string route, double elapsedMilliseconds);

    [LoggerMessage(12, LogLevel.Warning, "The server is opencode {Version}, which is older than the versions that this SDK was tested with ({Oldest} to {Newest}); some operations may not be available", EventName = "ServerIsOlder")]
    private static partial void WriteServerIsOlder(ILogger logger, string version, string oldest, string newest);

    [LoggerMessage(13, LogLevel.Information, "The server is opencode {Version}, which is newer than the versions that this SDK was tested with ({Oldest} to {Newest}); data that this SDK does not know is kept as unknown", EventName = "ServerIsNewer")]
    private static partial void WriteServerIsNewer(ILogger logger, string version, string oldest, string newest);

    [LoggerMessage(14, LogLevel.Warning, "A message of session {SessionId} is omitted: {Reason}", EventName = "MessageLeftOut")]
    private static partial void WriteMessageLeftOut(ILogger logger, string sessionId, string reason);

    [LoggerMessage(EventId = 15, EventName = "Mismatched", Message = "The response to {Method} {Route} does not match the server's OpenAPI document in {Count} places. The first is {Mismatch}")]
    private static partial void WriteMismatched(ILogger logger, LogLevel level, HttpMethod method, string route, int count, string mismatch);
}
