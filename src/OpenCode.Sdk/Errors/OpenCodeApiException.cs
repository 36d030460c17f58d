using System.Net;
using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>The server returned a response with an error status code.</summary>
public sealed class OpenCodeApiException : OpenCodeException
{
    /// <summary>Initializes an exception as the client throws it for the response, for example for a test.</summary>
    /// <param name="request">The request.</param>
    /// <param name="response">The status code and the headers of the response.</param>
    /// <param name="body">The content of the response. If it contains the error as JSON, that is <see cref="Error"/>.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <example><code>
    /// var error = new OpenCodeApiException(
    ///     new OpenCodeRequestInfo(HttpMethod.Get, new Uri("http://localhost:4096/session/ses_1")),
    ///     new OpenCodeResponseInfo(HttpStatusCode.NotFound),
    ///     """{"name":"NotFoundError","data":{"message":"Session not found: ses_1"}}""");
    /// </code></example>
    public OpenCodeApiException(OpenCodeRequestInfo request, OpenCodeResponseInfo response, string body = "")
        : this(request ?? throw new ArgumentNullException(nameof(request)), response ?? throw new ArgumentNullException(nameof(response)), body ?? throw new ArgumentNullException(nameof(body)), credentials: null)
    {
    }

    internal OpenCodeApiException(OpenCodeRequestInfo request, OpenCodeResponseInfo response, string body, string? credentials)
        : base(Describe(request, response, body, credentials), null, request, response)
    {
        Error = ReadError(Encoding.UTF8.GetBytes(body));
        Body = body;
    }

    /// <summary>The status code of the response.</summary>
    public HttpStatusCode StatusCode => Response!.StatusCode;

    /// <summary>The HTTP method of the request.</summary>
    public HttpMethod Method => Request!.Method;

    /// <summary>The URL of the request.</summary>
    public Uri Url => Request!.Url;

    /// <summary>The error of the server; null if the content of the response is empty or not a JSON object.</summary>
    public OpenCodeError? Error { get; }

    /// <summary>The content of the response, without secrets of the request; empty if the response has none.</summary>
    public string Body { get; }

    private static string Describe(OpenCodeRequestInfo request, OpenCodeResponseInfo response, string body, string? credentials)
    {
        var words = ErrorMessage.Find(body) ?? Hint(response.StatusCode, credentials);
        var route = $"{request} returned {response}";
        return words is null ? route + "." : $"{DisplayText.Of(ErrorMessage.WithoutStack(words))} ({route})";
    }

    /// <summary>An error that is not exactly as documented is read as an unknown error, so that nothing is lost.</summary>
    private static OpenCodeError? ReadError(byte[] body) => TryRead(body, OpenCodeError.ReadFrom) ?? TryRead(body, UnknownOpenCodeError.ReadFrom);

    private static OpenCodeError? TryRead(byte[] body, ModelReader<OpenCodeError> read)
    {
        try
        {
            return OpenCodeJson.Read(body, read);
        }
        catch (JsonException)
        {
            // The body and the message remain.
            return null;
        }
    }

    private static string? Hint(HttpStatusCode status, string? credentials) => (status, credentials) switch
    {
        (HttpStatusCode.Unauthorized, null) => "The server requires a password; set OpenCodeClientOptions.Password (and Username, if it is not \"opencode\").",
        (HttpStatusCode.Unauthorized, _) => $"The server does not accept the {credentials}.",
        _ => null,
    };
}
