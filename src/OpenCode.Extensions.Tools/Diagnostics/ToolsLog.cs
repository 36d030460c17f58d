using Microsoft.Extensions.Logging;

namespace OpenCode.Diagnostics;

/// <summary>
/// Contains all log messages of tools. They contain no arguments, results, addresses, or tokens. Exceptions of functions are
/// logged with their stack traces.
/// </summary>
internal static partial class ToolsLog
{
    public static void ToolRefused(this ILogger logger, string tool, double elapsedMilliseconds, string reason) =>
        WriteToolRefused(logger, tool, elapsedMilliseconds, DisplayText.Of(reason));

    [LoggerMessage(101, LogLevel.Information, "Tools {Name} are connected")]
    public static partial void ToolsConnected(this ILogger logger, string name);

    [LoggerMessage(102, LogLevel.Warning, "Tools {Name} are not connected and will be added again in {DelayMilliseconds} ms: {Reason}")]
    public static partial void ToolsNotConnected(this ILogger logger, string name, double delayMilliseconds, string reason);

    [LoggerMessage(103, LogLevel.Information, "Tools {Name} were disconnected by another client and stay disconnected")]
    public static partial void ToolsDisconnected(this ILogger logger, string name);

    [LoggerMessage(104, LogLevel.Debug, "Tools {Name} could not be removed from the server: {Reason}")]
    public static partial void ToolsNotRemoved(this ILogger logger, string name, string reason);

    [LoggerMessage(105, LogLevel.Debug, "{Tool} returned after {ElapsedMilliseconds} ms")]
    public static partial void ToolReturned(this ILogger logger, string tool, double elapsedMilliseconds);

    [LoggerMessage(106, LogLevel.Information, "{Tool} was refused or failed after {ElapsedMilliseconds} ms. The model received the reason: {Reason}", EventName = "ToolRefused")]
    private static partial void WriteToolRefused(ILogger logger, string tool, double elapsedMilliseconds, string reason);

    [LoggerMessage(107, LogLevel.Error, "{Tool} failed after {ElapsedMilliseconds} ms")]
    public static partial void ToolFailed(this ILogger logger, Exception exception, string tool, double elapsedMilliseconds);

    [LoggerMessage(108, LogLevel.Warning, "{Tool} failed after its call had ended")]
    public static partial void ToolFailedLate(this ILogger logger, Exception exception, string tool);

    [LoggerMessage(109, LogLevel.Debug, "{Tool} was canceled after {ElapsedMilliseconds} ms")]
    public static partial void ToolCanceled(this ILogger logger, string tool, double elapsedMilliseconds);

    [LoggerMessage(110, LogLevel.Warning, "A request without the token of {Owner} was refused with status {Status}")]
    public static partial void RequestRefused(this ILogger logger, string owner, int status);

    [LoggerMessage(111, LogLevel.Warning, "A request of {Length} bytes to {Owner} was refused, because at most {MaxLength} are allowed")]
    public static partial void RequestTooLarge(this ILogger logger, string owner, long length, long maxLength);
}
