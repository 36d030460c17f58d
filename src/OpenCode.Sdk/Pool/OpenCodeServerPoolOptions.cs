namespace OpenCode;

/// <summary>How a pool starts and shares servers. A pool copies its options; later changes have no effect.</summary>
public sealed record OpenCodeServerPoolOptions
{
    /// <summary>
    /// How servers are started. The default is any free port. The port must be 0, because several servers cannot share one; the pool sets
    /// the working directory.
    /// </summary>
    public OpenCodeServerOptions Server { get; set; } = new() { Port = 0 };

    /// <summary>The options of the clients. URL, user name, and password are those of the server.</summary>
    public OpenCodeClientOptions Client { get; set; } = new();

    /// <summary>Whether each directory has a server of its own, or all directories share one. The default is one for each directory.</summary>
    public OpenCodeServerSharing Sharing { get; set; }

    /// <summary>The maximum number of servers that run at the same time. The default is 4. With a shared server, it is not used.</summary>
    public int MaxServers { get; set; } = 4;

    /// <summary>
    /// How long a server that nobody uses keeps running. The default is 5 minutes. <see cref="Timeout.InfiniteTimeSpan"/> keeps servers
    /// until the pool is disposed or another directory needs their place.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What <see cref="IdleTimeout"/> is measured with. The default is <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Checks that a pool can work with these options.</summary>
    /// <exception cref="ArgumentException">It cannot; the message names the option and its value.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Server);
        ArgumentNullException.ThrowIfNull(Client);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        Server.Validate();
        Client.Validate();
        if (Server.Port != 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"Server.Port is {Server.Port}. Several servers cannot share a port; set it to 0 for any free port."), nameof(Server));
        }

        if (Server.WorkingDirectory is { } directory)
        {
            throw new ArgumentException($"Server.WorkingDirectory is {directory}. The pool sets the working directory of each server.", nameof(Server));
        }

        if (Sharing is not (OpenCodeServerSharing.PerDirectory or OpenCodeServerSharing.Shared))
        {
            throw new ArgumentOutOfRangeException(nameof(Sharing), Sharing, "Sharing must be PerDirectory or Shared.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxServers);
        if (IdleTimeout != Timeout.InfiniteTimeSpan && (IdleTimeout < TimeSpan.Zero || IdleTimeout.TotalMilliseconds > int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(nameof(IdleTimeout), IdleTimeout, "IdleTimeout must be between 0 and 24 days, or Timeout.InfiniteTimeSpan.");
        }
    }
}
