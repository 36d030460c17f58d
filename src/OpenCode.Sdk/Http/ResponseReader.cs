using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Http;

/// <summary>
/// Converts responses into values, and responses that do not match the OpenAPI document into errors. Thread-safe.
/// </summary>
internal sealed class ResponseReader(OpenCodeClientOptions options)
{
    /// <summary>Discards the content, for operations whose response has no relevant content.</summary>
    public async Task<bool> DiscardAsync(ServerResponse response, CancellationToken cancellationToken)
    {
        await RefusePageAsync(response, cancellationToken).ConfigureAwait(false);
        response.Dispose();
        return true;
    }

    public async Task<T> ReadJsonAsync<T>(ServerResponse response, ModelReader<T> read, CancellationToken cancellationToken)
    {
        await RequireAsync(response, "application/json", cancellationToken).ConfigureAwait(false);
        using var body = await BoundedContent.ReadAsync(response, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            var reading = new JsonReading();
            var value = OpenCodeJson.Read(body.Span, read, reading);
            response.Dispose();
            response.Mismatches = reading.Mismatches;
            return reading.Mismatches.Count > 0 && ErrorOf(response, body.Span) is { } error ? throw error : value;
        }
        catch (JsonException e) when (body.Length == 0)
        {
            throw response.Empty(e);
        }
        catch (JsonException e)
        {
            throw ErrorOf(response, body.Span) is { } error ? error : response.Unreadable(e);
        }
    }

    public async Task<string> ReadTextAsync(ServerResponse response, string contentType, CancellationToken cancellationToken)
    {
        await RequireAsync(response, contentType, cancellationToken).ConfigureAwait(false);
        using var body = await BoundedContent.ReadAsync(response, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        response.Dispose();
        return Encoding.UTF8.GetString(body.Span);
    }

    /// <summary>
    /// Returns the stream of the response. Closing the stream releases the connection in the same way as disposing the response.
    /// </summary>
    public async Task<Stream> OpenBytesAsync(ServerResponse response, CancellationToken cancellationToken)
    {
        if (!IsPage(response.Request.Url))
        {
            await RefusePageAsync(response, cancellationToken).ConfigureAwait(false);
        }

        return await response.Message.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the response to a reader of its events, which disposes the response.</summary>
    public async Task<ServerResponse> OpenEventsAsync(ServerResponse response, CancellationToken cancellationToken)
    {
        await RequireAsync(response, "text/event-stream", cancellationToken).ConfigureAwait(false);
        return response;
    }

    /// <summary>Reads the error from a response with an error status.</summary>
    public async Task<OpenCodeApiException> ReadErrorAsync(ServerResponse response, CancellationToken cancellationToken)
    {
        var (body, isCut) = await BoundedContent.ReadSomeAsync(response, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        using (body)
        {
            return CreateError(response.Request, response.Head, Scrub(response, body.Span, isCut));
        }
    }

    public OpenCodeApiException CreateError(OpenCodeRequestInfo request, OpenCodeResponseInfo head, string body) =>
        new(request, head, body, options.CredentialsName);

    /// <summary>
    /// Returns the error of a response with a success status, because some routes return error objects with one; null if the
    /// response is not an error.
    /// </summary>
    private OpenCodeApiException? ErrorOf(ServerResponse response, ReadOnlySpan<byte> body) =>
        body is [(byte)'{', ..] && Scrub(response, body) is var text && ErrorMessage.IsError(text) ? CreateError(response.Request, response.Head, text) : null;

    /// <summary>
    /// Throws if the response is a web page. For a route that does not exist, a server returns 200 and the page of its web UI.
    /// See https://github.com/anomalyco/opencode/issues/39017.
    /// </summary>
    private Task RefusePageAsync(ServerResponse response, CancellationToken cancellationToken) =>
        response.HasContentType("text/html") ? RefuseAsync(response, cancellationToken) : Task.CompletedTask;

    private Task RequireAsync(ServerResponse response, string contentType, CancellationToken cancellationToken) =>
        response.HasContentType(contentType) ? Task.CompletedTask : RefuseAsync(response, cancellationToken);

    private async Task RefuseAsync(ServerResponse response, CancellationToken cancellationToken)
    {
        var (body, isCut) = await BoundedContent.ReadSomeAsync(response, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        using (body)
        {
            throw response.WrongContentType(Scrub(response, body.Span, isCut));
        }
    }

    /// <summary>
    /// Masks secrets in a response. The server repeats data that it does not understand, which can be a key from the request.
    /// </summary>
    private static string Scrub(ServerResponse response, ReadOnlySpan<byte> body, bool isCut = false) => response.Scrubber.Scrub(Encoding.UTF8.GetString(body), response.RequestBody, isCut);

    private static bool IsPage(Uri address) =>
        address.AbsolutePath.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || address.AbsolutePath.EndsWith(".htm", StringComparison.OrdinalIgnoreCase);
}
