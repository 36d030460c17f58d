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

    [LoggerMessage(4, LogLevel.Warning, "The list of batches can't be read; retrying")]
    public static partial void LoadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "The job {Job} continues in its session {SessionId}")]
    public static partial void JobResumed(this ILogger logger, FleetJobId job, string sessionId);

    [LoggerMessage(6, LogLevel.Warning, "The server of the job {Job} ended; continuing with another one")]
    public static partial void ServerLost(this ILogger logger, FleetJobId job);

    [LoggerMessage(7, LogLevel.Warning, "The server can't unload the directory {Directory}")]
    public static partial void DirectoryNotUnloaded(this ILogger logger, string directory, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "The jobs of the batch {Batch} can't be read; retrying")]
    public static partial void BatchNotLoaded(this ILogger logger, string batch, Exception exception);

    [LoggerMessage(9, LogLevel.Error, "The job {Job} of a lost machine can't be released; retrying")]
    public static partial void JobNotReleased(this ILogger logger, FleetJobId job, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "The spend of the providers can't be stored; retrying")]
    public static partial void SpendNotSaved(this ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "Several processes have the name {Machine}. Only the newest one gets jobs. Give each machine a name of its own")]
    public static partial void NameConflict(this ILogger logger, string machine);

    [LoggerMessage(12, LogLevel.Warning, "The agent of the job {Job} can't be stopped")]
    public static partial void AgentNotStopped(this ILogger logger, FleetJobId job, Exception exception);

    [LoggerMessage(13, LogLevel.Warning, "The server for the job {Job} can't be started; retrying")]
    public static partial void ServerNotStarted(this ILogger logger, FleetJobId job, Exception exception);

    [LoggerMessage(14, LogLevel.Warning, "The workspace of the job {Job} can't be deleted")]
    public static partial void WorkspaceNotDeleted(this ILogger logger, FleetJobId job, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "The usage of the job {Job} can't be read")]
    public static partial void UsageNotRead(this ILogger logger, FleetJobId job, Exception exception);

    [LoggerMessage(16, LogLevel.Information, "The machine {Machine} takes no more jobs, and waits for {Count} running jobs")]
    public static partial void MachineDraining(this ILogger logger, string machine, int count);
}
