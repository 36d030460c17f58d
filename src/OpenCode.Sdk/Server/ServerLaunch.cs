using Microsoft.Extensions.Logging;
using OpenCode.Diagnostics;

namespace OpenCode;

/// <summary>Contains everything that is needed to start and restart a server. Its port and its password are determined.</summary>
/// <param name="Options">The options, with port and password.</param>
/// <param name="Command">The program with its arguments.</param>
/// <param name="Logger">The logger.</param>
internal sealed record ServerLaunch(OpenCodeServerOptions Options, IReadOnlyList<string> Command, ILogger Logger)
{
    public static ServerLaunch Prepare(OpenCodeServerOptions options, string executable, ILogger logger)
    {
        var decided = ServerAddress.Decide(options);
        Warn(decided.WorkingDirectory, logger);
        return new ServerLaunch(decided, CommandScript.Here.Command(executable, ServerCommand.Arguments(decided)), logger);
    }

    /// <summary>
    /// Logs a warning for a home or system directory, because an agent can read and change everything in its directory.
    /// </summary>
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
