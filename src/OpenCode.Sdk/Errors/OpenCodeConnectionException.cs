using OpenCode.Http;

namespace OpenCode;

/// <summary>
/// There is no complete response: the server does not listen, the connection was lost, or a timeout of the <see cref="HttpClient"/> elapsed.
/// </summary>
public sealed class OpenCodeConnectionException : OpenCodeException
{
    /// <summary>Initializes an exception, for example for a test.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    /// <param name="request">The request; null if it is not known.</param>
    /// <param name="response">The status code and the headers of the response; null if there was no response.</param>
    public OpenCodeConnectionException(string message, Exception? innerException = null, OpenCodeRequestInfo? request = null, OpenCodeResponseInfo? response = null)
        : base(message, innerException, request, response)
    {
    }

    /// <summary>Whether a retry would fail, too.</summary>
    internal bool IsFinal { get; private init; }

    internal static OpenCodeConnectionException NoAnswer(OpenCodeRequestInfo request, Exception reason, bool isFinal = false) =>
        new($"No answer to {request}: {Words(reason)}", reason, request, null) { IsFinal = isFinal };

    internal static OpenCodeConnectionException NoWebSocket(OpenCodeRequestInfo request, OpenCodeResponseInfo? response, string reason, Exception innerException) =>
        new($"No WebSocket could be opened with {request}: {reason}", innerException, request, response);

    internal static OpenCodeConnectionException Broken(Answer answer, Exception reason) =>
        new($"The connection broke in the middle of the answer to {answer.Request}: {Words(reason)}", reason, answer.Request, answer.Head);

    internal static OpenCodeConnectionException Ended(Answer answer) =>
        new($"The server ended the stream of {answer.Request}.", null, answer.Request, answer.Head);

    internal static OpenCodeConnectionException Silent(Answer answer, TimeSpan limit, Exception reason) =>
        new($"{answer.Request} was silent for {limit.TotalSeconds} seconds (EventStreamOptions.{nameof(EventStreamOptions.IdleTimeout)}).", reason, answer.Request, answer.Head);

    internal static OpenCodeConnectionException Unanswered(OpenCodeRequestInfo request, TimeSpan limit, Exception reason) =>
        new($"{request} was not answered for {limit.TotalSeconds} seconds (EventStreamOptions.{nameof(EventStreamOptions.ConnectTimeout)}).", reason, request, null);

    /// <summary>HttpClient's own words say more than the socket's, but less than anything else that is further in.</summary>
    private static string Words(Exception reason) =>
        reason is HttpRequestException && reason.InnerException is not (null or System.Net.Sockets.SocketException) ? reason.GetBaseException().Message : reason.Message;
}
