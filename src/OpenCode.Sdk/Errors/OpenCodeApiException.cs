using System.Net;
using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>Thrown when the server returns a response with an error status code.</summary>
public sealed class OpenCodeApiException : OpenCodeException
{
    /// <summary>Initializes the exception that the client throws for the response, for example in a test.</summary>
    /// <param name="request">The request.</param>
    /// <param name="response">The status code and the headers of the response.</param>
    /// <param name="body">
    /// The content of the response. If it contains an error as JSON, <see cref="Error"/> returns that error.
    /// </param>
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

    /// <summary>Gets the status code of the response.</summary>
    public HttpStatusCode StatusCode => Response!.StatusCode;

    /// <summary>Gets the HTTP method of the request.</summary>
    public HttpMethod Method => Request!.Method;

    /// <summary>Gets the URL of the request.</summary>
    public Uri Url => Request!.Url;

    /// <summary>Gets the error of the server; null if the content of the response is empty or not a JSON object.</summary>
    public OpenCodeError? Error { get; }

    /// <summary>Gets the content of the response, without secrets of the request; empty if the response has no content.</summary>
    public string Body { get; }

    private static string Describe(OpenCodeRequestInfo request, OpenCodeResponseInfo response, string body, string? credentials)
    {
        var words = ErrorMessage.Find(body) ?? Hint(response.StatusCode, credentials);
        var route = $"{request} returned {response}";
        return words is null ? route + "." : $"{DisplayText.Of(ErrorMessage.WithoutStack(words))} ({route})";
    }

    /// <summary>
    /// Reads the error. An error that does not match the OpenAPI document is read as an unknown error, so that no data is lost.
    /// </summary>
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
