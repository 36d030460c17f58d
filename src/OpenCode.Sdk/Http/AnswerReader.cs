using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Http;

/// <summary>Converts responses into values, and responses that are not as documented into errors. Thread-safe.</summary>
internal sealed class AnswerReader(OpenCodeClientOptions options)
{
    /// <summary>For operations whose response has no content that matters.</summary>
    public async Task<bool> DiscardAsync(Answer answer, CancellationToken cancellationToken)
    {
        await RefusePageAsync(answer, cancellationToken).ConfigureAwait(false);
        answer.Dispose();
        return true;
    }

    public async Task<T> ReadJsonAsync<T>(Answer answer, ModelReader<T> read, CancellationToken cancellationToken)
    {
        await RequireAsync(answer, "application/json", cancellationToken).ConfigureAwait(false);
        using var body = await BoundedContent.ReadAsync(answer, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            var reading = new JsonReading();
            var value = OpenCodeJson.Read(body.Span, read, reading);
            answer.Dispose();
            answer.Mismatches = reading.Mismatches;
            return reading.Mismatches.Count > 0 && ErrorOf(answer, body.Span) is { } error ? throw error : value;
        }
        catch (JsonException e) when (body.Length == 0)
        {
            throw answer.Empty(e);
        }
        catch (JsonException e)
        {
            throw ErrorOf(answer, body.Span) is { } error ? error : answer.Unreadable(e);
        }
    }

    public async Task<string> ReadTextAsync(Answer answer, string contentType, CancellationToken cancellationToken)
    {
        await RequireAsync(answer, contentType, cancellationToken).ConfigureAwait(false);
        using var body = await BoundedContent.ReadAsync(answer, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        answer.Dispose();
        return Encoding.UTF8.GetString(body.Span);
    }

    /// <summary>Returns the stream of the response. Closing it releases the connection, as disposing the response would.</summary>
    public async Task<Stream> OpenBytesAsync(Answer answer, CancellationToken cancellationToken)
    {
        if (!IsPage(answer.Request.Url))
        {
            await RefusePageAsync(answer, cancellationToken).ConfigureAwait(false);
        }

        return await answer.Message.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the response, for a reader of its events, which disposes it.</summary>
    public async Task<Answer> OpenEventsAsync(Answer answer, CancellationToken cancellationToken)
    {
        await RequireAsync(answer, "text/event-stream", cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Reads the error from a response with an error status.</summary>
    public async Task<OpenCodeApiException> ReadErrorAsync(Answer answer, CancellationToken cancellationToken)
    {
        var (body, isCut) = await BoundedContent.ReadSomeAsync(answer, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        using (body)
        {
            return CreateError(answer.Request, answer.Head, Scrub(answer, body.Span, isCut));
        }
    }

    public OpenCodeApiException CreateError(OpenCodeRequestInfo request, OpenCodeResponseInfo head, string body) =>
        new(request, head, body, options.CredentialsName);

    /// <summary>Some routes return an error object with a success status. Null if the response is not an error.</summary>
    private OpenCodeApiException? ErrorOf(Answer answer, ReadOnlySpan<byte> body) =>
        body is [(byte)'{', ..] && Scrub(answer, body) is var text && ErrorWords.IsError(text) ? CreateError(answer.Request, answer.Head, text) : null;

    /// <summary>For a route that does not exist, a server returns 200 and the page of its web UI.</summary>
    private Task RefusePageAsync(Answer answer, CancellationToken cancellationToken) =>
        answer.HasContentType("text/html") ? RefuseAsync(answer, cancellationToken) : Task.CompletedTask;

    private Task RequireAsync(Answer answer, string contentType, CancellationToken cancellationToken) =>
        answer.HasContentType(contentType) ? Task.CompletedTask : RefuseAsync(answer, cancellationToken);

    private async Task RefuseAsync(Answer answer, CancellationToken cancellationToken)
    {
        var (body, isCut) = await BoundedContent.ReadSomeAsync(answer, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        using (body)
        {
            throw answer.WrongContentType(Scrub(answer, body.Span, isCut));
        }
    }

    /// <summary>The server repeats what it does not understand, which can be a key that was sent to it.</summary>
    private static string Scrub(Answer answer, ReadOnlySpan<byte> body, bool isCut = false) => answer.Scrubber.Scrub(Encoding.UTF8.GetString(body), answer.RequestBody, isCut);

    private static bool IsPage(Uri address) =>
        address.AbsolutePath.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || address.AbsolutePath.EndsWith(".htm", StringComparison.OrdinalIgnoreCase);
}
