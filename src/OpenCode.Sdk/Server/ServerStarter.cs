using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Versions;

namespace OpenCode;

/// <summary>Starts a server, and retries failures that are caused by concurrent processes.</summary>
internal sealed partial class ServerStarter(OpenCodeServerOptions options, string executable, ILogger logger)
{
    /// <summary>The maximum number of ports to try when another process takes them first.</summary>
    private const int MaxPorts = 5;

    /// <summary>
    /// The maximum number of retries when another server changes the database during the start. See
    /// https://github.com/anomalyco/opencode/issues/33320.
    /// </summary>
    private const int MaxDatabaseRetries = 5;

    private static readonly TimeSpan s_initialDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(1);

    /// <summary>How long a failed start waits for the executable to print its version, which may explain the failure.</summary>
    private static readonly TimeSpan s_versionTimeout = TimeSpan.FromSeconds(3);

    /// <exception cref="OpenCodeServerException">The server can't be started.</exception>
    public async Task<(ServerLaunch Launch, ServerRun Run)> StartAsync(CancellationToken cancellationToken)
    {
        RequireSupported(ExecutableVersion.Here.FindKnown(executable), cause: null);
        var ports = 1;
        var databaseRetries = 0;
        while (true)
        {
            var launch = ServerLaunch.Prepare(options, executable, logger);
            try
            {
                return (launch, await StartAsync(launch, cancellationToken).ConfigureAwait(false));
            }
            catch (OpenCodeServerException e) when (e.Failure == OpenCodeServerFailure.PortInUse && ServerAddress.IsOpen(options) && ports < MaxPorts)
            {
                ports++;
            }
            catch (OpenCodeServerException e) when (IsDatabaseBusy(e) && databaseRetries < MaxDatabaseRetries)
            {
                var delay = Backoff.Jittered(s_initialDelay, s_maxDelay, databaseRetries++);
                logger.ServerDatabaseBusy(delay.TotalMilliseconds);
                await TimeProvider.System.WaitAsync(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<ServerRun> StartAsync(ServerLaunch launch, CancellationToken cancellationToken)
    {
        ServerEnvironment.CreateDataDirectory(launch.Options.DataDirectory);
        var start = ServerCommand.StartInfo(launch.Options);
        using var first = await FirstStartLock.EnterAsync(ServerEnvironment.DataFolder(start), executable, options.Timeout, cancellationToken).ConfigureAwait(false);
        var run = await StartCheckedAsync(launch, start.Environment, cancellationToken).ConfigureAwait(false);
        first?.Complete();
        return run;
    }

    /// <summary>Starts a server, and concurrently determines the version of its executable if it is not known.</summary>
    private async Task<ServerRun> StartCheckedAsync(ServerLaunch launch, IDictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        if (ExecutableVersion.Here.FindKnown(executable) is not null)
        {
            return await ServerRun.StartAsync(launch, cancellationToken).ConfigureAwait(false);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ask = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = ExecutableVersion.Here.AskAsync(CommandScript.Here.Command(executable, ["--version"]), executable, environment, ask.Token);
        var starting = ServerRun.StartAsync(launch, stop.Token);
        try
        {
            if (await Task.WhenAny(starting, asking).ConfigureAwait(false) == asking && ServerLine.IsUnsupported(await asking.ConfigureAwait(false)))
            {
                await stop.StopAsync().ConfigureAwait(false);
            }

            return await starting.ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is OpenCodeServerException or OperationCanceledException)
        {
            using var patience = TimeProvider.System.CancelAfter(s_versionTimeout);
            using var giveUp = patience.Token.Register(ask.Cancel);
            RequireSupported(await asking.ConfigureAwait(false), e);
            throw;
        }
        finally
        {
            await ask.StopAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(false);
        }
    }

    private void RequireSupported(string? version, Exception? cause)
    {
        if (ServerLine.IsUnsupported(version))
        {
            throw new OpenCodeServerException(OpenCodeServerFailure.UnsupportedVersion, $"{executable} can't be used. {ServerLine.Explain(version!)}", innerException: cause);
        }
    }

    private static bool IsDatabaseBusy(OpenCodeServerException failure) =>
        failure.Failure == OpenCodeServerFailure.EndedEarly && DatabasePattern().IsMatch(failure.StandardError + "\n" + failure.StandardOutput);

    /// <summary>The output of a server that ends because another server changes the database.</summary>
    private const string Database = "database is (locked|busy)|database (table|schema) is locked|SQLITE_BUSY|SQLITE_LOCKED|Failed query:|(table|index|column)[^\n]* already exists|duplicate column name";

#if NET
    [GeneratedRegex(Database, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex DatabasePattern();
#else
    private static readonly Regex s_database = new(Database, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static Regex DatabasePattern() => s_database;
#endif
}
