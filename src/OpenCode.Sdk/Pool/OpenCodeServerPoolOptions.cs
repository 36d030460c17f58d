namespace OpenCode;

/// <summary>Specifies how a pool starts and shares servers. A pool copies its options; later changes don't affect it.</summary>
public sealed record OpenCodeServerPoolOptions
{
    /// <summary>
    /// Gets or sets how servers are started. The port must be 0, because several servers can't share a port. The pool sets the
    /// working directory.
    /// </summary>
    /// <value>The options of the servers. By default, they have their default values with port 0 (any free port).</value>
    public OpenCodeServerOptions Server { get; set; } = new() { Port = 0 };

    /// <summary>
    /// Gets or sets the options of the clients. The server determines the URL, the user name, and the password.
    /// </summary>
    /// <value>The options of the clients. By default, they have their default values.</value>
    public OpenCodeClientOptions Client { get; set; } = new();

    /// <summary>Gets or sets whether each directory has its own server, or all directories share one.</summary>
    /// <value>The default is <see cref="OpenCodeServerSharing.PerDirectory"/>.</value>
    public OpenCodeServerSharing Sharing { get; set; }

    /// <summary>
    /// Gets or sets the maximum number of servers that run at the same time. A shared server is one server, and those that it
    /// replaced, which run until their last lease ends, count too.
    /// </summary>
    /// <value>A positive number. The default is 4.</value>
    public int MaxServers { get; set; } = 4;

    /// <summary>
    /// Gets or sets the number of different directories after which a shared server is replaced, because a server keeps memory
    /// for each directory that it has opened. The next directory uses a new server, and the old one is stopped when its last
    /// lease ends. Both use the same data. While <see cref="MaxServers"/> servers run, the newest one takes further directories.
    /// </summary>
    /// <value>A positive number. The default is null: a shared server is never replaced.</value>
    public int? MaxDirectories { get; set; }

    /// <summary>
    /// Gets or sets how long an unused server continues to run.
    /// </summary>
    /// <value>
    /// A time from zero to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>, which keeps servers until the pool is disposed or
    /// another directory needs their place. The default is 5 minutes.
    /// </value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the time provider that measures <see cref="IdleTimeout"/>.</summary>
    /// <value>The time provider. The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">An option is invalid. The message contains its name and its value.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Server);
        ArgumentNullException.ThrowIfNull(Client);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        Server.Validate();
        ServerAddress.Validate(Server, Client);
        if (Server.Port != 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"Server.Port is {Server.Port}. Several servers can't share a port. Set it to 0 for any free port."), nameof(Server));
        }

        if (Server.WorkingDirectory is { } directory)
        {
            throw new ArgumentException($"Server.WorkingDirectory is {directory}. The pool sets the working directory of each server. Remove the value.", nameof(Server));
        }

        if (Sharing is not (OpenCodeServerSharing.PerDirectory or OpenCodeServerSharing.Shared))
        {
            throw new ArgumentOutOfRangeException(nameof(Sharing), Sharing, "Sharing must be PerDirectory or Shared.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxServers);
        if (MaxDirectories is { } directories)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(directories, nameof(MaxDirectories));
        }

        if (IdleTimeout != Timeout.InfiniteTimeSpan && (IdleTimeout < TimeSpan.Zero || IdleTimeout.TotalMilliseconds > int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(nameof(IdleTimeout), IdleTimeout, "IdleTimeout must be between 0 and 24 days, or Timeout.InfiniteTimeSpan.");
        }
    }
}
