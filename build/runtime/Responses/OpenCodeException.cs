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

    /// <summary>Masks secrets in the texts of inner exceptions; null if none are known.</summary>
    internal Func<string, string>? Mask { private get; init; }

    /// <summary>
    /// Returns the type, the message, the inner exceptions, and the stack trace in the layout of
    /// <see cref="Exception.ToString"/>. The message of each inner exception is limited to a single line, like the exception's
    /// own message, and secrets that the client knows are masked.
    /// </summary>
    public override string ToString() => ExceptionText.Of(this, Mask);
}
