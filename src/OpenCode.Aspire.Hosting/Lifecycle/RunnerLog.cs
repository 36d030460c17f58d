using Microsoft.Extensions.Logging;

namespace OpenCode.Aspire.Lifecycle;

/// <summary>Contains the log messages of a resource, in addition to those of its server.</summary>
internal static partial class RunnerLog
{
    [LoggerMessage(1, LogLevel.Error, "The opencode server cannot be started. {Reason}")]
    public static partial void StartFailed(this ILogger logger, string reason);
}
