using System.Net.WebSockets;

namespace OpenCode.Http;

/// <summary>Upgrades a request to a WebSocket.</summary>
internal static class WebSocketConnector
{
    /// <summary>Some routes never answer an upgrade they can't serve.</summary>
    private static readonly TimeSpan s_handshakeTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="OpenCodeApiException">The server answered with an error status instead.</exception>
    /// <exception cref="OpenCodeConnectionException">There was no answer.</exception>
    public static async Task<WebSocket> ConnectAsync(HttpRequestMessage request, bool hasPassword, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(request.RequestUri!);
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.CollectHttpResponseDetails = true;
            if (request.Headers.Authorization is { } authorization)
            {
                socket.Options.SetRequestHeader("Authorization", authorization.ToString());
            }

            if (request.RequestUri!.IsLoopback)
            {
                socket.Options.Proxy = null;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_handshakeTimeout);
            await socket.ConnectAsync(address.Uri, limit.Token).ConfigureAwait(false);
            return socket;
        }
        catch (WebSocketException) when ((int)socket.HttpStatusCode >= 400)
        {
            using var response = new HttpResponseMessage(socket.HttpStatusCode) { RequestMessage = request };
            socket.Dispose();
            throw OpenCodeApiException.Create(response, [], hasPassword);
        }
        catch (WebSocketException e)
        {
            socket.Dispose();
            throw OpenCodeConnectionException.NoWebSocket(request.RequestUri!, e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw OpenCodeConnectionException.NoWebSocket(request.RequestUri!, $"the server did not answer within {s_handshakeTimeout.TotalSeconds} seconds", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
