using System.Net;
using System.Text.Json;
using OpenCode.Http;

namespace OpenCode;

/// <summary>The server returned a response that does not match its OpenAPI document.</summary>
public sealed class OpenCodeProtocolException : OpenCodeException
{
    private const int ExcerptLength = 200;

    /// <summary>Initializes an exception, for example for a test.</summary>
    /// <param name="message">The message.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">The status code and the headers of the response.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="response"/> is null.</exception>
    public OpenCodeProtocolException(string message, OpenCodeRequestInfo request, OpenCodeResponseInfo response, Exception? innerException = null)
        : base(message, innerException, request ?? throw new ArgumentNullException(nameof(request)), response ?? throw new ArgumentNullException(nameof(response)))
    {
    }

    private OpenCodeProtocolException(string message, Answer answer, Exception? innerException = null)
        : base(message, innerException, answer.Request, answer.Head)
    {
    }

    /// <summary>The status code of the response.</summary>
    public HttpStatusCode StatusCode => Response!.StatusCode;

    /// <summary>Whether the answer is a web page, which servers send for what they don't know.</summary>
    internal bool IsPage { get; private init; }

    /// <summary>Whether the response is larger than <see cref="OpenCodeClientOptions.MaxResponseBytes"/>; its headers are known, its content is not.</summary>
    internal bool IsTooLarge { get; private init; }

    internal static OpenCodeProtocolException WrongContentType(Answer answer, string body) => new(
        $"{answer.Request} answered {answer.Head} with {answer.Message.Content?.Headers.ContentType?.ToString() ?? "no content type"}; "
            + $"this server version probably lacks the route. The answer starts with: {Excerpt(body)}",
        answer)
    {
        IsPage = string.Equals(answer.ContentType, "text/html", StringComparison.OrdinalIgnoreCase),
    };

    internal static OpenCodeProtocolException Empty(Answer answer, JsonException reason) => new(
        $"The answer to {answer.Request} can't be read: its body is empty, and the server's log may say why (at $).",
        answer,
        reason);

    // What can be read of the answer is not shown: it may hold the keys of a provider.
    internal static OpenCodeProtocolException Unreadable(Answer answer, JsonException reason) => new(
        $"The answer to {answer.Request} can't be read: {reason.Message}",
        answer,
        reason);

    internal static OpenCodeProtocolException TooLarge(Answer answer, long limit) => new(
        $"The answer to {answer.Request} is larger than {limit} bytes; OpenCodeClientOptions.{nameof(OpenCodeClientOptions.MaxResponseBytes)} sets the limit.",
        answer)
    {
        IsTooLarge = true,
    };

    internal static OpenCodeProtocolException EventTooLarge(Answer answer, string option, int limit) => new(
        $"An event of {answer.Request} is larger than {limit} bytes; EventStreamOptions.{option} sets the limit.",
        answer);

    private static string Excerpt(string text) => text.Length > ExcerptLength ? text[..ExcerptLength] + "…" : text;
}
