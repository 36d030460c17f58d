namespace OpenCode;

/// <summary>
/// Represents a connection to a server that was already running, or that was started because none was running. Thread-safe.
/// </summary>
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

    /// <summary>Gets the server that was started; null if it was already running.</summary>
    public OpenCodeServer? Server { get; }

    /// <summary>Gets the URL of the server.</summary>
    public Uri Url => ClientOptions.BaseUrl!;

    /// <summary>Gets the version of the server, for example <c>1.18.33</c>; null if the server does not report it.</summary>
    public string? Version { get; }

    /// <summary>Gets the URL, the user name, and the password of the server.</summary>
    public OpenCodeClientOptions ClientOptions { get; }

    /// <summary>Creates a client for the server. You must dispose it.</summary>
    /// <param name="options">Additional options. The server determines the URL, the user name, and the password.</param>
    public OpenCodeClient CreateClient(OpenCodeClientOptions? options = null)
    {
        var complete = options is null ? new OpenCodeClientOptions() : options with { };
        complete.SetServer(ClientOptions);
        return new OpenCodeClient(complete);
    }

    /// <summary>Stops the server if this connection started it. A server that was already running continues to run.</summary>
    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? default;
}
