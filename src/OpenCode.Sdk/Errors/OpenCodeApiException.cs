using System.Net;
using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>The server answered with an error status.</summary>
public sealed class OpenCodeApiException : OpenCodeException
{
    private OpenCodeApiException(string message, OpenCodeRequestInfo request, OpenCodeResponseInfo response, OpenCodeError? error, string body)
        : base(message, null, request, response)
    {
        Error = error;
        Body = body;
    }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode StatusCode => Response!.StatusCode;

    /// <summary>The method of the request.</summary>
    public HttpMethod Method => Request!.Method;

    /// <summary>The address of the request.</summary>
    public Uri Url => Request!.Url;

    /// <summary>What the server says; null if its answer is empty or not a JSON object.</summary>
    public OpenCodeError? Error { get; }

    /// <summary>The answer as it came, without the secrets of the request it repeats; empty if it was.</summary>
    public string Body { get; }

    internal static OpenCodeApiException Create(OpenCodeRequestInfo request, OpenCodeResponseInfo response, string body, bool hasPassword)
    {
        var words = ErrorWords.Find(body) ?? Hint(response.StatusCode, hasPassword);
        var route = $"{request} answered {response}";
        return new OpenCodeApiException(words is null ? route + "." : $"{ErrorWords.WithoutStack(words)} ({route})", request, response, ReadError(Encoding.UTF8.GetBytes(body)), body);
    }

    /// <summary>An error that is not quite as documented is read as an unknown one: nothing of it is lost.</summary>
    private static OpenCodeError? ReadError(byte[] body) => TryRead(body, OpenCodeError.ReadFrom) ?? TryRead(body, UnknownOpenCodeError.ReadFrom);

    private static OpenCodeError? TryRead(byte[] body, ModelReader<OpenCodeError> read)
    {
        try
        {
            return OpenCodeJson.Read(body, read);
        }
        catch (JsonException)
        {
            // The body is kept beside the error, and the message speaks of it.
            return null;
        }
    }

    private static string? Hint(HttpStatusCode status, bool hasPassword) => (status, hasPassword) switch
    {
        (HttpStatusCode.Unauthorized, false) => "The server asks for a password; set OpenCodeClientOptions.Password (and Username, if it is not \"opencode\").",
        (HttpStatusCode.Unauthorized, true) => "The server does not accept this user name and password.",
        _ => null,
    };
}
