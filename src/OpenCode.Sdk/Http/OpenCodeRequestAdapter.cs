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
    private readonly OpenCodeClientOptions _options;

    public OpenCodeRequestAdapter(HttpClient httpClient, OpenCodeClientOptions options)
        : base(BasicAuthenticationProvider.Create(options), httpClient: httpClient)
    {
        _options = options;
        ServerUrl = options.BaseUrl!;
        BaseUrl = ServerUrl.AbsoluteUri;
    }

    public Uri ServerUrl { get; }

    public async Task SendAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        using var response = await SendForSuccessAsync(request, cancellationToken).ConfigureAwait(false);
        await RefusePageAsync(response, cancellationToken).ConfigureAwait(false);
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
        await RefusePageAsync(response, cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false));
    }

    public async Task<Stream> SendBytesAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        var response = await SendForSuccessAsync(request, cancellationToken).ConfigureAwait(false);
        if (!IsPage(response.RequestMessage?.RequestUri))
        {
            await RefusePageAsync(response, cancellationToken).ConfigureAwait(false);
        }

        // Closing this stream gives the connection back, which is all that disposing the response would do.
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<T> StreamAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken) =>
        EventStream.ReadAsync(connect: token => ConnectStreamAsync(request, token), read, cancellationToken);

    public async Task<WebSocket> ConnectAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        using var message = await ConvertToNativeRequestAsync<HttpRequestMessage>(request, cancellationToken).ConfigureAwait(false);
        return await WebSocketConnector.ConnectAsync(message!, hasPassword: _options.Password is { Length: > 0 }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request and returns as soon as the head of the answer is there.</summary>
    public async Task<HttpResponseMessage> SendForResponseAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        var capture = new NativeResponseHandler();
        var option = new ResponseHandlerOption { ResponseHandler = capture };
        request.AddRequestOptions([option]);

        // Kiota closes the content it sends; a copy lets the caller send the request again.
        var content = request.Content;
        if (content is MemoryStream body)
        {
            request.Content = new MemoryStream(body.ToArray(), writable: false);
        }

        try
        {
            // Of Kiota's ways to send, the one for streams is the one that does not wait for the whole answer.
            await SendPrimitiveAsync<Stream>(request, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw OpenCodeConnectionException.NoAnswer(request, ServerUrl, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw OpenCodeConnectionException.NoAnswer(request, ServerUrl, e.InnerException ?? e);
        }
        finally
        {
            request.Content = content;
            request.RemoveRequestOptions(option);
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
            throw OpenCodeApiException.Create(response, body, hasPassword: _options.Password is { Length: > 0 });
        }
    }

    /// <summary>To a route it lacks, a server answers 200 with the page of its web UI.</summary>
    private async Task RefusePageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (ContentType(response) != "text/html")
        {
            return;
        }

        using (response)
        {
            throw OpenCodeProtocolException.WrongContentType(response, await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false));
        }
    }

    private static bool IsPage(Uri? address) =>
        address is not null
        && (address.AbsolutePath.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || address.AbsolutePath.EndsWith(".htm", StringComparison.OrdinalIgnoreCase));

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
            return await BoundedContent.ReadAsync(response, _options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
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
