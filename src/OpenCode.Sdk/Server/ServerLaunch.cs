using Microsoft.Extensions.Logging;
using OpenCode.Diagnostics;

namespace OpenCode;

/// <summary>Everything that is needed to start a server, and to start it again as the same: its port and its password are decided.</summary>
/// <param name="Options">The options, with port and password.</param>
/// <param name="Command">The program with its arguments.</param>
/// <param name="Logger">Gets the log.</param>
internal sealed record ServerLaunch(OpenCodeServerOptions Options, IReadOnlyList<string> Command, ILogger Logger)
{
    public static ServerLaunch Prepare(OpenCodeServerOptions options, string executable, ILogger logger)
    {
        var decided = ServerAddress.Decide(options);
        Warn(decided.WorkingDirectory, logger);
        return new ServerLaunch(decided, CommandScript.Here.Command(executable, ServerCommand.Arguments(decided)), logger);
    }

    /// <summary>An agent can read and change all that is in the directory it works in.</summary>
    private static void Warn(string? directory, ILogger logger)
    {
        var folder = Path.GetFullPath(directory ?? Directory.GetCurrentDirectory());
        if (WorkingDirectory.Here.IsHome(folder) || (directory is not null && WorkingDirectory.Here.IsSystem(folder)))
        {
            logger.ServerWorksInSharedFolder(folder);
        }
        else if (WorkingDirectory.Here.IsSystem(folder))
        {
            logger.ServerGetsEmptyFolder(folder);
        }
    }
}
