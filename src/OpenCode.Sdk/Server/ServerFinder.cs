using OpenCode.Calls;

namespace OpenCode;

/// <summary>Connects to the server that runs at an address, or starts one there.</summary>
internal static class ServerFinder
{
    private static readonly TimeSpan s_initialDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(1);

    public static async Task<OpenCodeServerConnection> ConnectOrStartAsync(OpenCodeServerOptions options, CancellationToken cancellationToken)
    {
        var decided = ServerAddress.Decide(options with { PortFallback = false });
        var start = options.TimeProvider.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var running = await RunningServer.InspectAsync(decided, cancellationToken).ConfigureAwait(false);
            var isLate = options.TimeProvider.GetElapsedTime(start) >= options.Timeout;
            switch (running.State)
            {
                case RunningServerState.Usable:
                    return new OpenCodeServerConnection(ServerAddress.Apply(decided, new OpenCodeClientOptions()), running.Version);
                case RunningServerState.None when await TryStartAsync(decided, cancellationToken).ConfigureAwait(false) is { } server:
                    return new OpenCodeServerConnection(server);
                case RunningServerState.Foreign or RunningServerState.Silent when options.PortFallback && (isLate || running.State == RunningServerState.Foreign):
                    return new OpenCodeServerConnection(await OpenCodeServer.StartAsync(options, cancellationToken).ConfigureAwait(false));
                case RunningServerState.Unreachable:
                    throw new OpenCodeServerException(
                        OpenCodeServerFailure.Unreachable,
                        $"No server responds at {ServerAddress.Url(decided)}, and none can be started there, because the address does not belong to this machine. {running.Reason}");
                case RunningServerState.Foreign:
                case var _ when isLate:
                    throw new OpenCodeServerException(
                        OpenCodeServerFailure.PortInUse,
                        FormattableString.Invariant($"Port {options.Port} of {options.Hostname} is in use by a process that can't be used as the server. {running.Reason} Set Port to another port, or set PortFallback to true to start a server on any free port."));
            }

            // Another process is about to start the same server.
            await TimeProvider.System.WaitAsync(Backoff.Jittered(s_initialDelay, s_maxDelay, attempt), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>Null if another process took the port in the meantime.</returns>
    private static async Task<OpenCodeServer?> TryStartAsync(OpenCodeServerOptions decided, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenCodeServer.StartAsync(decided, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenCodeServerException e) when (e.Failure == OpenCodeServerFailure.PortInUse)
        {
            return null;
        }
    }
}
