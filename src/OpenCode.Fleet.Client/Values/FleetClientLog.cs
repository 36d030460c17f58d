using Microsoft.Extensions.Logging;

namespace OpenCode.Fleet;

/// <summary>Contains the log messages of clients of a fleet.</summary>
internal static partial class FleetClientLog
{
    [LoggerMessage(101, LogLevel.Warning, "The fleet did not respond {Attempts} times; retrying")]
    public static partial void NotResponding(this ILogger logger, int attempts, Exception exception);
}
