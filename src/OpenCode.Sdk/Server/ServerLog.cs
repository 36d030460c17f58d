using Microsoft.Extensions.Logging;

namespace OpenCode;

/// <summary>Defines the log messages about a server process. Its output is already masked and escaped.</summary>
internal static partial class ServerLog
{
    public static void ServerStarted(this ILogger logger, string version, Uri url, int processId) =>
        Started(logger, DisplayText.OfName(version), url, processId);

    public static void ServerWorksInSharedFolder(this ILogger logger, string directory) => WorksInSharedFolder(logger, DisplayText.Of(directory));

    public static void ServerGetsEmptyFolder(this ILogger logger, string directory) => GetsEmptyFolder(logger, DisplayText.Of(directory));

    public static void ServerRestartFailed(this ILogger logger, string reason) => RestartFailed(logger, DisplayText.Of(reason));

    [LoggerMessage(21, LogLevel.Warning, "opencode server restarts in {DelayMilliseconds} ms")]
    public static partial void ServerRestarting(this ILogger logger, double delayMilliseconds);

    [LoggerMessage(25, LogLevel.Information, "Another opencode server is changing the database; retrying the start in {DelayMilliseconds} ms")]
    public static partial void ServerDatabaseBusy(this ILogger logger, double delayMilliseconds);

    [LoggerMessage(26, LogLevel.Warning, "opencode server uses {Directory}, which contains more than a project; set OpenCodeServerOptions.WorkingDirectory")]
    private static partial void WorksInSharedFolder(ILogger logger, string directory);

    [LoggerMessage(27, LogLevel.Information, "opencode server uses an empty temporary folder because {Directory} belongs to the system; set OpenCodeServerOptions.WorkingDirectory")]
    private static partial void GetsEmptyFolder(ILogger logger, string directory);

    public static void ServerEnded(this ILogger logger, int processId, OpenCodeServerExit exit) =>
        Ended(logger, exit.Reason == OpenCodeServerExitReason.Stopped ? LogLevel.Information : LogLevel.Error, processId, exit);

    /// <summary>Logs a line of the server at its own level. A line without a level is logged at the debug level.</summary>
    public static void ServerWrote(this ILogger logger, string line)
    {
        var level = LevelOf(line);
        Wrote(logger, level, line);
    }

    [LoggerMessage(20, LogLevel.Information, "opencode server {Version} listens on {Url} (process {ProcessId})", EventName = "ServerStarted")]
    private static partial void Started(ILogger logger, string version, Uri url, int processId);

    [LoggerMessage(22, LogLevel.Warning, "opencode server could not be restarted: {Reason}", EventName = "ServerRestartFailed")]
    private static partial void RestartFailed(ILogger logger, string reason);

    [LoggerMessage(EventId = 23, Message = "opencode server (process {ProcessId}) {Exit}")]
    private static partial void Ended(ILogger logger, LogLevel level, int processId, OpenCodeServerExit exit);

    [LoggerMessage(EventId = 24, Message = "{Line}")]
    private static partial void Wrote(ILogger logger, LogLevel level, string line);

    private static LogLevel LevelOf(string line)
    {
        if (line.Contains(" level=ERROR ", StringComparison.Ordinal))
        {
            return LogLevel.Error;
        }

        if (line.Contains(" level=WARN ", StringComparison.Ordinal))
        {
            return LogLevel.Warning;
        }

        return line.Contains(" level=INFO ", StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Debug;
    }
}
