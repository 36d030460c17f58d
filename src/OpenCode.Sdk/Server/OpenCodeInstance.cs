namespace OpenCode;

/// <summary>Represents a server process and a client for it.</summary>
/// <remarks>
/// <para>
/// Lifetime: <see cref="DisposeAsync"/> disposes the client, which ends its calls and streams, and then stops the server. The
/// server also ends with this process.
/// </para>
/// <para>Threading: all members are thread-safe.</para>
/// </remarks>
/// <example><code>
/// await using var opencode = await OpenCodeInstance.StartAsync();
/// var session = await opencode.Client.Session.CreateAsync(new() { Title = "My session" });
/// </code></example>
public sealed class OpenCodeInstance : IAsyncDisposable
{
    private OpenCodeInstance(OpenCodeServer server, OpenCodeClient client)
    {
        Server = server;
        Client = client;
    }

    /// <summary>Gets the server.</summary>
    public OpenCodeServer Server { get; }

    /// <summary>Gets the client for the server.</summary>
    public OpenCodeClient Client { get; }

    /// <inheritdoc cref="OpenCodeServer.StartAsync"/>
    public static Task<OpenCodeInstance> StartAsync(OpenCodeServerOptions? options = null, CancellationToken cancellationToken = default) =>
        StartAsync(options, new OpenCodeClientOptions(), cancellationToken);

    /// <inheritdoc cref="OpenCodeServer.StartAsync" path="/*[not(self::param)]"/>
    /// <param name="options">The options of the server; null for the defaults, which match the JavaScript SDK.</param>
    /// <param name="clientOptions">
    /// The options of the client. The server determines the address, the user name, and the password. If the server has a
    /// password, which is the default, other credentials can't be combined with it.
    /// </param>
    /// <param name="cancellationToken">Cancels the start and ends the process.</param>
    public static async Task<OpenCodeInstance> StartAsync(OpenCodeServerOptions? options, OpenCodeClientOptions clientOptions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clientOptions);
        options ??= new OpenCodeServerOptions();
        ServerAddress.Validate(options, clientOptions);
        var server = await OpenCodeServer.StartAsync(options, cancellationToken).ConfigureAwait(false);
        return new OpenCodeInstance(server, server.CreateClient(clientOptions));
    }

    /// <summary>Deconstructs the instance into its client and its server.</summary>
    public void Deconstruct(out OpenCodeClient client, out OpenCodeServer server)
    {
        client = Client;
        server = Server;
    }

    /// <summary>Disposes the client and stops the server.</summary>
    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return Server.DisposeAsync();
    }
}
