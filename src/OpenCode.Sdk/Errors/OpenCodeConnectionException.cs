using OpenCode.Secrets;

namespace OpenCode;

/// <summary>
/// Thrown when there is no complete response: the server does not listen, the connection was lost, or a timeout of the
/// <see cref="HttpClient"/> elapsed.
/// </summary>
public sealed class OpenCodeConnectionException : OpenCodeException
{
    /// <summary>Initializes an exception, for example in a test.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    /// <param name="request">The request; null if it is not known.</param>
    /// <param name="response">The status code and the headers of the response; null if there was no response.</param>
    public OpenCodeConnectionException(string message, Exception? innerException = null, OpenCodeRequestInfo? request = null, OpenCodeResponseInfo? response = null)
        : base(message, innerException, request, response)
    {
    }

    /// <summary>Gets whether a retry would also fail.</summary>
    internal bool IsFinal { get; private init; }

    internal static OpenCodeConnectionException NoResponse(OpenCodeRequestInfo request, Exception reason, SecretScrubber scrubber, bool isFinal = false) =>
        new($"No response to {request}: {Describe(reason, scrubber)}", reason, request, null) { IsFinal = isFinal, Mask = scrubber.Mask };

    internal static OpenCodeConnectionException NoWebSocket(OpenCodeRequestInfo request, OpenCodeResponseInfo? response, string reason, Exception innerException, SecretScrubber scrubber) =>
        new($"The WebSocket could not be opened with {request}: {DisplayText.Of(scrubber.Mask(reason))}", innerException, request, response) { Mask = scrubber.Mask };

    internal static OpenCodeConnectionException NoResponseInTime(OpenCodeRequestInfo request, TimeSpan limit, Exception reason, SecretScrubber scrubber) =>
        new(FormattableString.Invariant($"The server did not respond to {request} within {limit.TotalSeconds} seconds (EventStreamOptions.{nameof(EventStreamOptions.ConnectTimeout)})."), reason, request, null) { Mask = scrubber.Mask };

    /// <summary>
    /// Describes the cause. The message of HttpClient is more specific than that of the socket, but less specific than that of
    /// any other inner exception.
    /// </summary>
    internal static string Describe(Exception reason, SecretScrubber scrubber)
    {
        var cause = reason is HttpRequestException && reason.InnerException is not (null or System.Net.Sockets.SocketException) ? reason.GetBaseException() : reason;
        return DisplayText.Of(scrubber.Mask(cause.Message));
    }
}
