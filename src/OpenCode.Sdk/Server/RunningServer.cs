using System.Net;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>Finds out who listens where a server is wanted, without giving the password to a stranger by accident.</summary>
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

    /// <summary>The version of a server that can be used.</summary>
    public string? Version { get; }

    /// <summary>Why what listens there cannot be used.</summary>
    public string Reason { get; }

    /// <param name="decided">Options with a port and a password; the empty password stands for a server without one.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public static async Task<RunningServer> InspectAsync(OpenCodeServerOptions decided, CancellationToken cancellationToken)
    {
        if (ServerAddress.IsFree(decided))
        {
            return new(RunningServerState.None, null, "Nobody listens.");
        }

        if (PortOwner.IsAnotherUser(decided.Port))
        {
            return Foreign("It belongs to another user.");
        }

        var options = ServerAddress.Apply(decided, new OpenCodeClientOptions { MaxRetries = 0, Timeout = s_callTimeout, ConnectTimeout = s_callTimeout });
        try
        {
            // Whoever responds without a password takes any password, so that the right one says nothing.
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
            // A server that is just starting, for example.
            return new(RunningServerState.Silent, null, e.Message);
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

/// <summary>Who listens on a port.</summary>
internal enum RunningServerState
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>A server of this line that takes the password.</summary>
    Usable,

    /// <summary>Somebody who does not respond, or not yet.</summary>
    Silent,

    /// <summary>Somebody else.</summary>
    Foreign,
}
