using System.Net;

namespace OpenCode;

/// <summary>Thrown when the server returns a response that does not match its OpenAPI document.</summary>
public sealed class OpenCodeProtocolException : OpenCodeException
{
    /// <summary>Initializes an exception, for example in a test.</summary>
    /// <param name="message">The message.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">The status code and the headers of the response.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="response"/> is null.</exception>
    public OpenCodeProtocolException(string message, OpenCodeRequestInfo request, OpenCodeResponseInfo response, Exception? innerException = null)
        : base(message, innerException, request ?? throw new ArgumentNullException(nameof(request)), response ?? throw new ArgumentNullException(nameof(response)))
    {
    }

    /// <summary>Gets the status code of the response.</summary>
    public HttpStatusCode StatusCode => Response!.StatusCode;

    /// <summary>Gets whether the response is a web page, which servers return for unknown routes.</summary>
    internal bool IsPage { get; init; }

    /// <summary>
    /// Gets whether the response is larger than <see cref="OpenCodeClientOptions.MaxResponseBytes"/>. In that case, its headers
    /// are known, but not its content.
    /// </summary>
    internal bool IsTooLarge { get; init; }

    internal static OpenCodeProtocolException MessageTooLarge(OpenCodeRequestInfo request, OpenCodeResponseInfo response, string option, int limit) => new(
        FormattableString.Invariant($"A message of {request} is larger than {limit} bytes; {option} sets the limit."),
        request,
        response);
}
