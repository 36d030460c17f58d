using Microsoft.Extensions.Logging;

namespace OpenCode.Diagnostics;

/// <summary>
/// Contains all log messages of hooks. They contain no arguments, outputs, prompts, addresses, or tokens. Exceptions of handlers
/// are logged with their stack traces.
/// </summary>
internal static partial class HooksLog
{
    [LoggerMessage(121, LogLevel.Information, "A server has loaded the hooks for the directory {Directory}")]
    public static partial void HooksLoaded(this ILogger logger, string directory);

    [LoggerMessage(122, LogLevel.Error, "The hook {Hook} failed after {ElapsedMilliseconds} ms")]
    public static partial void HookFailed(this ILogger logger, Exception exception, string hook, double elapsedMilliseconds);

    [LoggerMessage(123, LogLevel.Warning, "The hook {Hook} did not finish within {TimeoutMilliseconds} ms")]
    public static partial void HookTimedOut(this ILogger logger, string hook, double timeoutMilliseconds);

    [LoggerMessage(124, LogLevel.Warning, "The hook {Hook} failed after its call had ended")]
    public static partial void HookFailedLate(this ILogger logger, Exception exception, string hook);

    [LoggerMessage(125, LogLevel.Warning, "A call of a hook could not be read: {Reason}")]
    public static partial void HookUnreadable(this ILogger logger, string reason);

    [LoggerMessage(126, LogLevel.Warning, "{Count} events for the hook were dropped, because the queue was full or this process did not respond")]
    public static partial void HookEventsDropped(this ILogger logger, long count);
}
