namespace OpenCode;

/// <summary>A server that was found running, or that was started because there was none. Thread-safe.</summary>
/// <example><code>
/// await using var connection = await OpenCodeServer.ConnectOrStartAsync(new() { Port = 4096, Password = password });
/// using var client = connection.CreateClient();
/// </code></example>
public sealed class OpenCodeServerConnection : IAsyncDisposable
{
    internal OpenCodeServerConnection(OpenCodeServer server)
        : this(server.ClientOptions, server.Version)
    {
        Server = server;
    }

    internal OpenCodeServerConnection(OpenCodeClientOptions options, string? version)
    {
        ClientOptions = options;
        Version = version;
    }

    /// <summary>The server that was started; null if it was running already.</summary>
    public OpenCodeServer? Server { get; }

    /// <summary>The URL of the server.</summary>
    public Uri Url => ClientOptions.BaseUrl!;

    /// <summary>The version of the server, for example <c>1.18.33</c>; null if the server does not report it.</summary>
    public string? Version { get; }

    /// <summary>The URL, the user name, and the password of the server.</summary>
    public OpenCodeClientOptions ClientOptions { get; }

    /// <summary>Creates a client of the server. The caller disposes it.</summary>
    /// <param name="options">More options. URL, user name, and password are those of the server.</param>
    public OpenCodeClient CreateClient(OpenCodeClientOptions? options = null) =>
        new((options ?? new OpenCodeClientOptions()) with { BaseUrl = ClientOptions.BaseUrl, Username = ClientOptions.Username, Password = ClientOptions.Password });

    /// <summary>Ends the server if it was started by this connection. A server that was found running goes on.</summary>
    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? default;
}
