using Microsoft.Extensions.Logging;

namespace OpenCode.Aspire.Lifecycle;

/// <summary>What the log of a resource says beside the server itself.</summary>
internal static partial class RunnerLog
{
    [LoggerMessage(1, LogLevel.Error, "The opencode server cannot be started. {Reason}")]
    public static partial void StartFailed(this ILogger logger, string reason);
}
