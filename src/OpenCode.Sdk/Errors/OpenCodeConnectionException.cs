using Microsoft.Kiota.Abstractions;
using OpenCode.Http;

namespace OpenCode;

/// <summary>There was no answer: nobody listens, the connection broke, or a time limit of the <see cref="HttpClient"/> passed.</summary>
public sealed class OpenCodeConnectionException : OpenCodeException
{
    internal OpenCodeConnectionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal static OpenCodeConnectionException NoAnswer(RequestInformation request, Uri baseUrl, Exception reason) =>
        new($"No answer from {baseUrl} to {request.HttpMethod} {Route(request)}: {reason.Message}", reason);

    internal static OpenCodeConnectionException NoWebSocket(Uri address, string reason, Exception innerException) =>
        new($"No WebSocket could be opened at {HttpDescriptions.Address(address)}: {reason}", innerException);

    internal static OpenCodeConnectionException Broken(HttpResponseMessage response, Exception reason) =>
        new($"The connection broke in the middle of the answer to {response.Describe()}: {reason.Message}", reason);

    private static string Route(RequestInformation request)
    {
        var template = (request.UrlTemplate ?? "").Replace("{+baseurl}", "", StringComparison.Ordinal);
        var query = template.IndexOf("{?", StringComparison.Ordinal);
        return query < 0 ? template : template[..query];
    }
}
