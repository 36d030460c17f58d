namespace OpenCode.Http;

/// <summary>What requests are sent through, and the options that were checked for it.</summary>
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

    /// <summary>Whether an <see cref="System.Net.Http.HttpClient"/> of the caller's ends calls by a time limit of its own.</summary>
    public bool HasOwnTimeLimit => HttpClient.Timeout != Timeout.InfiniteTimeSpan;

    /// <summary>A copy of the caller's options, with a base URL.</summary>
    public OpenCodeClientOptions Options { get; }

    public static Connection Create(OpenCodeClientOptions options)
    {
        var complete = Complete(options, null);
        return new Connection(Unlimited(CreateHandler(complete), disposeHandler: true), complete, isOwned: true);
    }

    public static Connection Through(HttpMessageHandler handler, OpenCodeClientOptions options) =>
        new(Unlimited(handler, disposeHandler: false), Complete(options, null), isOwned: true);

    public static Connection On(HttpClient httpClient, OpenCodeClientOptions options) =>
        new(httpClient, Complete(options, httpClient.BaseAddress), isOwned: false);

    /// <summary>A handler that connects as this API needs it.</summary>
    public static HttpMessageHandler CreateHandler(OpenCodeClientOptions options)
    {
        // No proxy can reach this machine's loopback, and it would be shown the password.
        var useProxy = !(options.BaseUrl ?? OpenCodeClientOptions.DefaultBaseUrl).IsLoopback;

        // The server redirects nowhere; following would carry credentials to wherever an answer points.
        const bool redirect = false;
#if NET
        return new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            AllowAutoRedirect = redirect,
            UseProxy = useProxy,

            // A client that lives long has to notice that a name leads elsewhere by now.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),

            // Who leaves a stream wants it closed, not read on for two seconds in the hope that it ends.
            ResponseDrainTimeout = TimeSpan.Zero,
        };
#else
        // .NET Framework would allow two connections, and an event stream and a prompt leave none to answer a permission with.
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

    /// <summary>A prompt may take an hour, and an event stream never ends.</summary>
    private static HttpClient Unlimited(HttpMessageHandler handler, bool disposeHandler) =>
        new(handler, disposeHandler) { Timeout = Timeout.InfiniteTimeSpan };

    private static OpenCodeClientOptions Complete(OpenCodeClientOptions options, Uri? baseAddress)
    {
        var complete = options with { BaseUrl = options.BaseUrl ?? baseAddress ?? OpenCodeClientOptions.DefaultBaseUrl };
        complete.Validate();
        return complete;
    }
}
