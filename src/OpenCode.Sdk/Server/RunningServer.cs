using System.Net;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>
/// Determines which process listens at an address, without sending the password to an unknown server by accident.
/// </summary>
internal sealed class RunningServer
{
    private static readonly TimeSpan s_callTimeout = TimeSpan.FromSeconds(5);

    private RunningServer(RunningServerState state, string? version, string reason)
    {
        State = state;
        Version = version;
        Reason = reason;
    }

    public RunningServerState State { get; }

    /// <summary>Gets the version of a server that can be used.</summary>
    public string? Version { get; }

    /// <summary>Gets why the listening process can't be used.</summary>
    public string Reason { get; }

    /// <param name="decided">Options with a port and a password. An empty password means a server without a password.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public static async Task<RunningServer> InspectAsync(OpenCodeServerOptions decided, CancellationToken cancellationToken)
    {
        var isLocal = ServerAddress.IsLocal(decided);
        if (isLocal && ServerAddress.IsFree(decided))
        {
            return new(RunningServerState.None, null, "No process listens.");
        }

        if (isLocal && PortOwner.IsAnotherUser(ServerAddress.EndPoint(decided)))
        {
            return Foreign("It belongs to another user.");
        }

        var options = ServerAddress.Apply(decided, new OpenCodeClientOptions { MaxRetries = 0, Timeout = s_callTimeout, ConnectTimeout = s_callTimeout });
        try
        {
            // A server that responds without a password accepts any password, so that a correct password proves nothing.
            if (options.HasPassword && await RespondsToAnybodyAsync(options, cancellationToken).ConfigureAwait(false))
            {
                return Foreign("It does not require a password.");
            }

            using var client = new OpenCodeClient(options);
            var info = await client.GetServerInfoAsync(cancellationToken).ConfigureAwait(false);
            return info switch
            {
                { IsHealthy: false } => Foreign($"It is opencode {info.Version} and reports that it is not healthy."),
                { Version: null } => Foreign("It does not report its version."),
                _ => new(RunningServerState.Usable, info.Version, ""),
            };
        }
        catch (Exception e) when (e is OpenCodeConnectionException or TimeoutException)
        {
            // For example, the server is starting.
            return new(isLocal ? RunningServerState.Silent : RunningServerState.Unreachable, null, e.Message);
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.Unauthorized)
        {
            return Foreign("It does not accept the password.");
        }
        catch (OpenCodeException e)
        {
            return Foreign(e.Message);
        }
    }

    private static RunningServer Foreign(string reason) => new(RunningServerState.Foreign, null, reason);

    private static async Task<bool> RespondsToAnybodyAsync(OpenCodeClientOptions options, CancellationToken cancellationToken)
    {
        using var client = new OpenCodeClient(options with { Password = null });
        var health = await client.Fields.Global.HealthAsync(cancellationToken).ConfigureAwait(false);
        return health.Error switch
        {
            null => true,
            OpenCodeApiException { StatusCode: HttpStatusCode.Unauthorized } => false,
            var error => throw error,
        };
    }
}

/// <summary>Specifies which process listens on a port.</summary>
internal enum RunningServerState
{
    /// <summary>No process listens.</summary>
    None,

    /// <summary>A server with a supported version that accepts the password.</summary>
    Usable,

    /// <summary>A process that does not respond, or does not respond yet.</summary>
    Silent,

    /// <summary>No process responds, and no server can be started, because the address is not one of this machine.</summary>
    Unreachable,

    /// <summary>Another process.</summary>
    Foreign,
}
