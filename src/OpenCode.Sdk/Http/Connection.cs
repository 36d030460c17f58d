using Microsoft.Kiota.Http.HttpClientLibrary;

namespace OpenCode.Http;

/// <summary>The connections of a client, with its validated options.</summary>
internal sealed class Connection : IDisposable
{
    private readonly bool _isOwned;

    private Connection(HttpClient httpClient, OpenCodeClientOptions options, bool isOwned)
    {
        HttpClient = httpClient;
        Options = options;
        _isOwned = isOwned;
    }

    public HttpClient HttpClient { get; }

    /// <summary>Whether the <see cref="System.Net.Http.HttpClient"/> of the caller has a timeout of its own.</summary>
    public bool HasOwnTimeout => HttpClient.Timeout != Timeout.InfiniteTimeSpan;

    /// <summary>What handlers of Kiota look for before they trace; null if the application has no handlers in this connection.</summary>
    public ObservabilityOptions? Observability { get; private init; }

    /// <summary>A copy of the caller's options, with a base URL.</summary>
    public OpenCodeClientOptions Options { get; }

    public static Connection Create(OpenCodeClientOptions options)
    {
        var complete = Complete(options, null);
        return new Connection(Unlimited(CreateHandler(complete), disposeHandler: true), complete, isOwned: true);
    }

    public static Connection Through(HttpMessageHandler handler, OpenCodeClientOptions options) =>
        new(Unlimited(handler, disposeHandler: false), Complete(options, null), isOwned: true) { Observability = new() };

    public static Connection On(HttpClient httpClient, OpenCodeClientOptions options) =>
        new(httpClient, Complete(options, httpClient.BaseAddress), isOwned: false) { Observability = new() };

    /// <summary>Creates a handler that connects as this API requires.</summary>
    public static HttpMessageHandler CreateHandler(OpenCodeClientOptions options)
    {
        // No proxy can reach the loopback of this machine, and it would see the password.
        var useProxy = !(options.BaseUrl ?? OpenCodeClientOptions.DefaultBaseUrl).IsLoopback;

        // The server never redirects; following a redirect would send credentials to another address.
        const bool redirect = false;
#if NET
        return new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            AllowAutoRedirect = redirect,
            UseProxy = useProxy,

            // A long-lived client must notice changes of DNS.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),

            // Leaving a stream closes its connection at once, instead of reading on for two seconds.
            ResponseDrainTimeout = TimeSpan.Zero,
        };
#else
        // .NET Framework allows two connections by default; with an event stream and a prompt, none is left for the reply to a permission.
        return new HttpClientHandler { AllowAutoRedirect = redirect, UseProxy = useProxy, MaxConnectionsPerServer = int.MaxValue };
#endif
    }

    public void Dispose()
    {
        if (_isOwned)
        {
            HttpClient.Dispose();
        }
    }

    /// <summary>A prompt can take an hour, and an event stream never ends.</summary>
    private static HttpClient Unlimited(HttpMessageHandler handler, bool disposeHandler) =>
        new(handler, disposeHandler) { Timeout = Timeout.InfiniteTimeSpan };

    private static OpenCodeClientOptions Complete(OpenCodeClientOptions options, Uri? baseAddress)
    {
        var complete = options with { BaseUrl = options.BaseUrl ?? baseAddress ?? OpenCodeClientOptions.DefaultBaseUrl };
        complete.Validate();
        return complete with { Headers = complete.Headers.ToDictionary(header => header.Key, header => header.Value) };
    }
}
