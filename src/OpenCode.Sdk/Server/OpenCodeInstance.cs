namespace OpenCode;

/// <summary>A server and a client of it.</summary>
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

    /// <summary>The server.</summary>
    public OpenCodeServer Server { get; }

    /// <summary>A client of the server.</summary>
    public OpenCodeClient Client { get; }

    /// <inheritdoc cref="OpenCodeServer.StartAsync"/>
    public static Task<OpenCodeInstance> StartAsync(OpenCodeServerOptions? options = null, CancellationToken cancellationToken = default) =>
        StartAsync(options, new OpenCodeClientOptions(), cancellationToken);

    /// <inheritdoc cref="OpenCodeServer.StartAsync"/>
    /// <param name="options">How to start it; by default as the JavaScript SDK does.</param>
    /// <param name="clientOptions">Options of the client; address, user name and password are the server's.</param>
    /// <param name="cancellationToken">Gives up waiting and ends the process.</param>
    public static async Task<OpenCodeInstance> StartAsync(OpenCodeServerOptions? options, OpenCodeClientOptions clientOptions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clientOptions);
        clientOptions.Validate();
        var server = await OpenCodeServer.StartAsync(options, cancellationToken).ConfigureAwait(false);
        return new OpenCodeInstance(server, server.CreateClient(clientOptions));
    }

    /// <summary>Takes it apart into its client and its server.</summary>
    public void Deconstruct(out OpenCodeClient client, out OpenCodeServer server)
    {
        client = Client;
        server = Server;
    }

    /// <summary>Closes the client and ends the server.</summary>
    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return Server.DisposeAsync();
    }
}
