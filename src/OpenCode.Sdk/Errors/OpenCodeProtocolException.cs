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

    /// <summary>Whether the response is a web page, which servers return for unknown routes.</summary>
    internal bool IsPage { get; private init; }

    /// <summary>Whether the response is larger than <see cref="OpenCodeClientOptions.MaxResponseBytes"/>; its headers are known, its content is not.</summary>
    internal bool IsTooLarge { get; private init; }

    internal static OpenCodeProtocolException WrongContentType(Answer answer, string body) => new(
        $"{answer.Request} returned {answer.Head} with {ContentType(answer) ?? "no content type"}; "
            + $"this version of the server probably does not have the route. The response starts with: {DisplayText.Of(body, ExcerptLength)}",
        answer)
    {
        IsPage = string.Equals(answer.ContentType, "text/html", StringComparison.OrdinalIgnoreCase),
    };

    internal static OpenCodeProtocolException Empty(Answer answer, JsonException reason) => new(
        $"The response to {answer.Request} can't be read: its content is empty. The log of the server may contain the reason (at $).",
        answer,
        reason);

    // The content is not shown: it may contain the keys of a provider.
    internal static OpenCodeProtocolException Unreadable(Answer answer, JsonException reason) => new(
        $"The response to {answer.Request} can't be read: {DisplayText.Of(answer.Scrubber.Mask(reason.Message))}",
        answer,
        reason);

    internal static OpenCodeProtocolException TooLarge(Answer answer, long limit) => new(
        $"The response to {answer.Request} is larger than {limit} bytes; OpenCodeClientOptions.{nameof(OpenCodeClientOptions.MaxResponseBytes)} sets the limit.",
        answer)
    {
        IsTooLarge = true,
    };

    internal static OpenCodeProtocolException MessageTooLarge(OpenCodeRequestInfo request, OpenCodeResponseInfo response, string option, int limit) => new(
        $"A message of {request} is larger than {limit} bytes; {option} sets the limit.",
        request,
        response);

    internal static OpenCodeProtocolException EventTooLarge(Answer answer, string option, int limit) => new(
        $"An event of {answer.Request} is larger than {limit} bytes; EventStreamOptions.{option} sets the limit.",
        answer);

    private static string? ContentType(Answer answer) =>
        answer.Message.Content?.Headers.ContentType is { } type ? DisplayText.Of(answer.Scrubber.Mask(type.ToString()), DisplayText.MaxNameLength) : null;
}
