using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Http;

/// <summary>Turns answers into values, and those that are not what was promised into errors. Thread-safe.</summary>
internal sealed class AnswerReader(OpenCodeClientOptions options)
{
    private readonly SecretScrubber _scrubber = new(options);

    /// <summary>For operations whose answer says no more than that it went well.</summary>
    public async Task<bool> DiscardAsync(Answer answer, CancellationToken cancellationToken)
    {
        await RefusePageAsync(answer, cancellationToken).ConfigureAwait(false);
        answer.Dispose();
        return true;
    }

    public async Task<T> ReadJsonAsync<T>(Answer answer, ModelReader<T> read, CancellationToken cancellationToken)
    {
        await RequireAsync(answer, "application/json", cancellationToken).ConfigureAwait(false);
        var body = await BoundedContent.ReadAsync(answer, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            var reading = new JsonReading();
            var value = OpenCodeJson.Read(body, read, reading);
            answer.Dispose();
            answer.Mismatches = reading.Mismatches;
            return reading.Mismatches.Count > 0 && ErrorOf(answer, body) is { } error ? throw error : value;
        }
        catch (JsonException e) when (body.Length == 0)
        {
            throw OpenCodeProtocolException.Empty(answer, e);
        }
        catch (JsonException e)
        {
            throw ErrorOf(answer, body) is { } error ? error : OpenCodeProtocolException.Unreadable(answer, e);
        }
    }

    public async Task<string> ReadTextAsync(Answer answer, string contentType, CancellationToken cancellationToken)
    {
        await RequireAsync(answer, contentType, cancellationToken).ConfigureAwait(false);
        var body = await BoundedContent.ReadAsync(answer, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        answer.Dispose();
        return Encoding.UTF8.GetString(body);
    }

    /// <summary>The answer's own stream. Closing it gives the connection back, which is all that disposing the answer would do.</summary>
    public async Task<Stream> OpenBytesAsync(Answer answer, CancellationToken cancellationToken)
    {
        if (!IsPage(answer.Request.Url))
        {
            await RefusePageAsync(answer, cancellationToken).ConfigureAwait(false);
        }

        return await answer.Message.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The answer itself, for its events to be read; the reader disposes it.</summary>
    public async Task<Answer> OpenEventsAsync(Answer answer, CancellationToken cancellationToken)
    {
        await RequireAsync(answer, "text/event-stream", cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>The error that an answer with an error status stands for.</summary>
    public async Task<OpenCodeApiException> ReadErrorAsync(Answer answer, CancellationToken cancellationToken)
    {
        var body = await BoundedContent.ReadSomeAsync(answer, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        return CreateError(answer.Request, answer.Head, Scrub(answer, body));
    }

    public OpenCodeApiException CreateError(OpenCodeRequestInfo request, OpenCodeResponseInfo head, string body) =>
        new(request, head, body, options.HasPassword);

    /// <summary>Some routes respond with an error object and the status of success; null if this is not one.</summary>
    private OpenCodeApiException? ErrorOf(Answer answer, byte[] body) =>
        body is [(byte)'{', ..] && Scrub(answer, body) is var text && ErrorWords.IsError(text) ? CreateError(answer.Request, answer.Head, text) : null;

    /// <summary>To a route it lacks, a server answers 200 with the page of its web UI.</summary>
    private Task RefusePageAsync(Answer answer, CancellationToken cancellationToken) =>
        Is(answer, "text/html") ? RefuseAsync(answer, cancellationToken) : Task.CompletedTask;

    private Task RequireAsync(Answer answer, string contentType, CancellationToken cancellationToken) =>
        Is(answer, contentType) ? Task.CompletedTask : RefuseAsync(answer, cancellationToken);

    private static bool Is(Answer answer, string contentType) => string.Equals(answer.ContentType, contentType, StringComparison.OrdinalIgnoreCase);

    private async Task RefuseAsync(Answer answer, CancellationToken cancellationToken)
    {
        var body = await BoundedContent.ReadSomeAsync(answer, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        throw OpenCodeProtocolException.WrongContentType(answer, Scrub(answer, body));
    }

    /// <summary>The server repeats what it does not understand, and that may be a key it was sent.</summary>
    private string Scrub(Answer answer, byte[] body) => _scrubber.Scrub(Encoding.UTF8.GetString(body), answer.RequestBody);

    private static bool IsPage(Uri address) =>
        address.AbsolutePath.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || address.AbsolutePath.EndsWith(".htm", StringComparison.OrdinalIgnoreCase);
}
