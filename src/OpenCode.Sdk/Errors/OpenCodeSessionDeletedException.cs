namespace OpenCode;

/// <summary>Thrown when a session is deleted while it is in use.</summary>
public sealed class OpenCodeSessionDeletedException : OpenCodeException
{
    /// <summary>Initializes an exception, for example in a test.</summary>
    /// <param name="sessionId">The identifier of the session.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public OpenCodeSessionDeletedException(string sessionId, OpenCodeException? innerException = null)
        : base($"The session {DisplayText.OfName(sessionId)} has been deleted.", innerException, innerException?.Request, innerException?.Response)
    {
        SessionId = sessionId;
    }

    /// <summary>Gets the identifier of the session.</summary>
    public string SessionId { get; }
}
