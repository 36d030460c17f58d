using System.Net.WebSockets;
using System.Net;
using OpenCode.Calls;
using OpenCode.Requests;
using OpenCode.Secrets;

namespace OpenCode.Http;

/// <summary>Opens WebSockets. Thread-safe.</summary>
internal sealed class WebSocketConnector(Connection connection, ResponseReader responses, SecretScrubber scrubber)
{
    public async Task<OpenCodeResponse<WebSocket>> ConnectAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var request = new OpenCodeRequestInfo(message.Method, message.RequestUri!);

        // Some routes never respond to an upgrade that they don't support. Therefore, the connect timeout includes the handshake.
        var patience = connection.Options.ConnectTimeout;
        using var timer = connection.Options.TimeProvider.CancelAfter(patience);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var socket = new ClientWebSocket();
        try
        {
            await ConnectAsync(socket, message, limit.Token).ConfigureAwait(false);
            return new OpenCodeResponse<WebSocket>(socket, request, Describe(socket) ?? new OpenCodeResponseInfo(HttpStatusCode.SwitchingProtocols, []));
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException)
        {
            var response = Describe(socket);
            socket.Dispose();
            OpenCodeException error = response is { StatusCode: >= HttpStatusCode.MultipleChoices }
                // A WebSocket does not provide the content of the response that rejects it.
                ? responses.CreateError(request, response, "")
                : OpenCodeConnectionException.NoWebSocket(request, response, e.Message, e, scrubber);
            return new OpenCodeResponse<WebSocket>(error, request, response);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            return new OpenCodeResponse<WebSocket>(OpenCodeConnectionException.NoWebSocket(request, null, FormattableString.Invariant($"the server did not respond within {patience.TotalSeconds} seconds."), e, scrubber), request, null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Uri ToWebSocket(Uri address) => new UriBuilder(address)
    {
        Scheme = address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
    }.Uri;

#if NET
    /// <summary>Connects through the handlers, the proxy, and the certificates of the client.</summary>
    private Task ConnectAsync(ClientWebSocket socket, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        socket.Options.CollectHttpResponseDetails = true;
        SetHeaders(socket, message);
        return socket.ConnectAsync(ToWebSocket(message.RequestUri!), connection.HttpClient, cancellationToken);
    }

    private static OpenCodeResponseInfo? Describe(ClientWebSocket socket) =>
        socket.HttpStatusCode == default ? null : new OpenCodeResponseInfo(socket.HttpStatusCode, socket.HttpResponseHeaders ?? new Dictionary<string, IEnumerable<string>>());
#else
    private static Task ConnectAsync(ClientWebSocket socket, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        SetHeaders(socket, message);
        if (message.RequestUri!.IsLoopback)
        {
            socket.Options.Proxy = null;
        }

        return socket.ConnectAsync(ToWebSocket(message.RequestUri), cancellationToken);
    }

    private static OpenCodeResponseInfo? Describe(ClientWebSocket socket) => null;
#endif

    /// <summary>Sets the headers of the request, except those that belong to its content or to the connection.</summary>
    private static void SetHeaders(ClientWebSocket socket, HttpRequestMessage message)
    {
        foreach (var header in message.Headers.Where(header => !HeaderRules.IsReserved(header.Key)))
        {
            // The parts of a User-Agent are separated by spaces.
            var separator = header.Key.Equals("User-Agent", StringComparison.OrdinalIgnoreCase) ? " " : ", ";
            socket.Options.SetRequestHeader(header.Key, string.Join(separator, header.Value));
        }
    }
}
