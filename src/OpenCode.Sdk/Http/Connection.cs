using Microsoft.Kiota.Http.HttpClientLibrary;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>Represents the connections of a client, with its validated options.</summary>
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

    /// <summary>Gets whether the <see cref="System.Net.Http.HttpClient"/> of the caller has its own timeout.</summary>
    public bool HasOwnTimeout => HttpClient.Timeout != Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Gets the options that Kiota's handlers require for tracing; null if the connection contains no handlers of the
    /// application.
    /// </summary>
    public ObservabilityOptions? Observability { get; private init; }

    /// <summary>Gets a copy of the caller's options, with a base URL.</summary>
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

    /// <summary>Creates a handler with the settings that this API requires.</summary>
    public static HttpMessageHandler CreateHandler(OpenCodeClientOptions options)
    {
        // A proxy can't reach the loopback address of this machine, and it would receive the password.
        var useProxy = !(options.BaseUrl ?? OpenCodeClientOptions.DefaultBaseUrl).IsLoopback;

        // The server never redirects. Following a redirect would send credentials to another address.
        const bool redirect = false;
#if NET
        return new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            AllowAutoRedirect = redirect,
            UseProxy = useProxy,

            // A long-lived client must detect DNS changes.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),

            // The end of a stream closes its connection immediately, instead of after two seconds of reading.
            ResponseDrainTimeout = TimeSpan.Zero,
        };
#else
        // .NET Framework allows two connections by default. An event stream and a prompt use both, so the reply to a permission
        // request needs another one.
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

    /// <summary>Creates a client without a timeout, because a prompt can take an hour and an event stream never ends.</summary>
    private static HttpClient Unlimited(HttpMessageHandler handler, bool disposeHandler) =>
        new(handler, disposeHandler) { Timeout = Timeout.InfiniteTimeSpan };

    private static OpenCodeClientOptions Complete(OpenCodeClientOptions options, Uri? baseAddress)
    {
        var complete = options with { BaseUrl = options.BaseUrl ?? baseAddress ?? OpenCodeClientOptions.DefaultBaseUrl };
        complete.Validate();
        return complete with { Headers = HeaderRules.Copy(complete.Headers) };
    }
}
