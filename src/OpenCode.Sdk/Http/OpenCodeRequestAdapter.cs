using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Http.HttpClientLibrary;
using OpenCode.Events;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>Kiota's adapter, with answers decoded by the generated readers.</summary>
internal sealed class OpenCodeRequestAdapter : HttpClientRequestAdapter, IOpenCodeRequestAdapter
{
    public OpenCodeRequestAdapter(HttpClient httpClient, OpenCodeClientOptions options)
        : base(BasicAuthenticationProvider.Create(options), httpClient: httpClient)
    {
        Options = options;
        BaseUrl = options.BaseUrl.AbsoluteUri;
    }

    public OpenCodeClientOptions Options { get; }

    public async Task SendAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        using var response = await SendForSuccessAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async Task<T> SendJsonAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken)
    {
        using var response = await SendForSuccessAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        Expect(response, "application/json", body);
        try
        {
            return OpenCodeJson.Read(body, read);
        }
        catch (JsonException e)
        {
            throw OpenCodeProtocolException.Unreadable(response, body, e);
        }
    }

    public async Task<string> SendTextAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        using var response = await SendForSuccessAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        if (ContentType(response) == "text/html")
        {
            throw OpenCodeProtocolException.WrongContentType(response, body);
        }

        return Encoding.UTF8.GetString(body);
    }

    public async Task<Stream> SendBytesAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        var response = await SendForSuccessAsync(request, cancellationToken).ConfigureAwait(false);

        // Closing this stream gives the connection back, which is all that disposing the response would do.
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<T> StreamAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken) =>
        EventStream.ReadAsync(connect: token => ConnectStreamAsync(request, token), read, cancellationToken);

    public async Task<WebSocket> ConnectAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        using var message = await ConvertToNativeRequestAsync<HttpRequestMessage>(request, cancellationToken).ConfigureAwait(false);
        var address = new UriBuilder(message!.RequestUri!);
        address.Scheme = address.Scheme == "https" ? "wss" : "ws";
        var socket = new ClientWebSocket();
        if (message.Headers.Authorization is { } authorization)
        {
            socket.Options.SetRequestHeader("Authorization", authorization.ToString());
        }

        try
        {
            await socket.ConnectAsync(address.Uri, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (WebSocketException e)
        {
            socket.Dispose();
            throw new OpenCodeConnectionException($"No WebSocket could be opened at {message.RequestUri!.GetLeftPart(UriPartial.Path)}: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and returns as soon as the head of the answer is there.</summary>
    public async Task<HttpResponseMessage> SendForResponseAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        var capture = new NativeResponseHandler();
        request.SetResponseHandler(capture);
        try
        {
            // Of Kiota's ways to send, the one for streams is the one that does not wait for the whole answer.
            await SendPrimitiveAsync<Stream>(request, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw OpenCodeConnectionException.NoAnswer(request, Options.BaseUrl, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw OpenCodeConnectionException.NoAnswer(request, Options.BaseUrl, e.InnerException ?? e);
        }

        return (HttpResponseMessage)capture.Value!;
    }

    private async Task<HttpResponseMessage> SendForSuccessAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        var response = await SendForResponseAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
            throw OpenCodeApiException.Create(response, body, hasPassword: Options.Password is { Length: > 0 });
        }
    }

    private async Task<HttpResponseMessage> ConnectStreamAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        var response = await SendForSuccessAsync(request, cancellationToken).ConfigureAwait(false);
        if (ContentType(response) == "text/event-stream")
        {
            return response;
        }

        using (response)
        {
            throw OpenCodeProtocolException.WrongContentType(response, await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedContent.ReadAsync(response, Options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw OpenCodeConnectionException.Broken(response, e);
        }
    }

    private static void Expect(HttpResponseMessage response, string contentType, byte[] body)
    {
        if (ContentType(response) != contentType)
        {
            throw OpenCodeProtocolException.WrongContentType(response, body);
        }
    }

    private static string? ContentType(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType;
}
