using Microsoft.Extensions.Logging;

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
        return new ServerLaunch(decided, CommandScript.Here.Command(executable, ServerCommand.Arguments(decided)), logger);
    }
}
