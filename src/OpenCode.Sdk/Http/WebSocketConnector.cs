using System.Net;
using System.Net.WebSockets;

namespace OpenCode.Http;

/// <summary>Upgrades requests to WebSockets. Thread-safe.</summary>
internal sealed class WebSocketConnector(Connection connection, AnswerReader answers)
{
    public async Task<OpenCodeResponse<WebSocket>> ConnectAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var request = new OpenCodeRequestInfo(message.Method, message.RequestUri!);

        // Some routes never answer an upgrade they can't serve, so the handshake is part of connecting.
        var patience = connection.Options.ConnectTimeout;
        using var timer = connection.Options.TimeProvider.CancelAfter(patience);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var socket = new ClientWebSocket();
        try
        {
            await ConnectAsync(socket, message, limit.Token).ConfigureAwait(false);
            return new OpenCodeResponse<WebSocket>(socket, request, Answer(socket) ?? new OpenCodeResponseInfo(HttpStatusCode.SwitchingProtocols, []));
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException)
        {
            var answer = Answer(socket);
            socket.Dispose();
            OpenCodeException error = answer is { StatusCode: >= HttpStatusCode.MultipleChoices }
                // A WebSocket does not hand out the body of its refusal.
                ? answers.CreateError(request, answer, "")
                : OpenCodeConnectionException.NoWebSocket(request, answer, e.Message, e);
            return new OpenCodeResponse<WebSocket>(error, request, answer);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            return new OpenCodeResponse<WebSocket>(OpenCodeConnectionException.NoWebSocket(request, null, $"the server did not answer within {patience.TotalSeconds} seconds.", e), request, null);
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
    /// <summary>Over the connections of the client: its handlers, its proxy, its certificates.</summary>
    private Task ConnectAsync(ClientWebSocket socket, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        socket.Options.CollectHttpResponseDetails = true;
        SetAuthorization(socket, message);
        return socket.ConnectAsync(ToWebSocket(message.RequestUri!), connection.HttpClient, cancellationToken);
    }

    private static OpenCodeResponseInfo? Answer(ClientWebSocket socket) =>
        socket.HttpStatusCode == 0 ? null : new OpenCodeResponseInfo(socket.HttpStatusCode, socket.HttpResponseHeaders ?? new Dictionary<string, IEnumerable<string>>());
#else
    private static Task ConnectAsync(ClientWebSocket socket, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        SetAuthorization(socket, message);
        if (message.RequestUri!.IsLoopback)
        {
            socket.Options.Proxy = null;
        }

        return socket.ConnectAsync(ToWebSocket(message.RequestUri), cancellationToken);
    }

    private static OpenCodeResponseInfo? Answer(ClientWebSocket socket) => null;
#endif

    private static void SetAuthorization(ClientWebSocket socket, HttpRequestMessage message)
    {
        if (message.Headers.Authorization is { } authorization)
        {
            socket.Options.SetRequestHeader("Authorization", authorization.ToString());
        }
    }
}
