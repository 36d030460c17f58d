using System.Net;
using System.Text.Json;
using OpenCode.Http;

namespace OpenCode;

/// <summary>The server answered with success, but not with what its document promises.</summary>
public sealed class OpenCodeProtocolException : OpenCodeException
{
    private OpenCodeProtocolException(string message, HttpResponseMessage? response, Exception? innerException = null)
        : base(message, innerException)
    {
        StatusCode = response?.StatusCode;
    }

    /// <summary>The status of the answer; null if the trouble was met inside an event stream.</summary>
    public HttpStatusCode? StatusCode { get; }

    internal static OpenCodeProtocolException WrongContentType(HttpResponseMessage response, byte[] body) => new(
        $"{response.Describe()} answered {(int)response.StatusCode} with {response.Content.Headers.ContentType?.ToString() ?? "no content type"}; "
            + $"this server version probably lacks the route. The answer starts with: {HttpDescriptions.Excerpt(body)}",
        response);

    internal static OpenCodeProtocolException Unreadable(HttpResponseMessage response, byte[] body, JsonException reason) => new(
        $"The answer to {response.Describe()} can't be read: {reason.Message} It starts with: {HttpDescriptions.Excerpt(body)}",
        response,
        reason);

    internal static OpenCodeProtocolException TooLarge(HttpResponseMessage response, long limit) => new(
        $"The answer to {response.Describe()} is larger than {limit} bytes; OpenCodeClientOptions.{nameof(OpenCodeClientOptions.MaxResponseBytes)} sets the limit.",
        response);

    internal static OpenCodeProtocolException UnreadableEvent(string data, JsonException reason) => new(
        $"An event can't be read: {reason.Message} It is: {HttpDescriptions.Excerpt(System.Text.Encoding.UTF8.GetBytes(data))}",
        null,
        reason);
}
