using Microsoft.Extensions.Logging;

namespace OpenCode.Fleet;

/// <summary>Contains all log messages of a fleet.</summary>
internal static partial class FleetLog
{
    [LoggerMessage(1, LogLevel.Information, "The machine {Machine} takes up to {MaxJobs} jobs")]
    public static partial void MachineStarted(this ILogger logger, string machine, int maxJobs);

    [LoggerMessage(2, LogLevel.Error, "The job {Job} failed")]
    public static partial void JobFailed(this ILogger logger, FleetJobId job, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The machine {Machine} was lost while it had the job {Job}")]
    public static partial void JobLost(this ILogger logger, FleetJobId job, string machine);

    [LoggerMessage(4, LogLevel.Warning, "The queue can't be loaded; retrying")]
    public static partial void LoadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "The job {Job} continues in its session {SessionId}")]
    public static partial void JobResumed(this ILogger logger, FleetJobId job, string sessionId);

    [LoggerMessage(6, LogLevel.Warning, "The server of the job {Job} ended; continuing with another one")]
    public static partial void ServerLost(this ILogger logger, FleetJobId job);

    [LoggerMessage(7, LogLevel.Warning, "The workspace {Directory} can't be released")]
    public static partial void WorkspaceNotReleased(this ILogger logger, string directory, Exception exception);
}
