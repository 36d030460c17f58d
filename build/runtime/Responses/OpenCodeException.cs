namespace OpenCode;

/// <summary>The base class of the exceptions that this SDK throws for failures of a server or of a connection to it.</summary>
public abstract class OpenCodeException : Exception
{
    /// <summary>
    /// Limits the message to a single line without invisible characters and with a limited length, so that it can be logged and
    /// displayed.
    /// </summary>
    private protected OpenCodeException(string message, Exception? innerException, OpenCodeRequestInfo? request = null, OpenCodeResponseInfo? response = null)
        : base(DisplayText.Of(message, DisplayText.MaxMessageLength), innerException)
    {
        Request = request;
        Response = response;
    }

    /// <summary>The request that failed; null if the failure does not belong to a request.</summary>
    public OpenCodeRequestInfo? Request { get; }

    /// <summary>The status code and the headers of the response; null if there was no response.</summary>
    public OpenCodeResponseInfo? Response { get; }
}
