namespace OpenCode.Http;

/// <summary>Connections as this API needs them.</summary>
internal static class HttpClients
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(10);

    public static HttpClient Create(Uri baseUrl)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = s_connectTimeout,

            // The server redirects nowhere; following would carry credentials to wherever an answer points.
            AllowAutoRedirect = false,

            // No proxy can reach this machine's loopback, and it would be shown the password.
            UseProxy = !baseUrl.IsLoopback,
        };

        // A prompt may take an hour, and an event stream never ends.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
