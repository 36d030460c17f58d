namespace OpenCode;

/// <summary>The session was deleted while it was in use.</summary>
public sealed class OpenCodeSessionDeletedException : OpenCodeException
{
    /// <summary>Initializes an exception, for example for a test.</summary>
    /// <param name="sessionId">The identifier of the session.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public OpenCodeSessionDeletedException(string sessionId, OpenCodeException? innerException = null)
        : base($"The session {DisplayText.OfName(sessionId)} has been deleted.", innerException, innerException?.Request, innerException?.Response)
    {
        SessionId = sessionId;
    }

    /// <summary>The identifier of the session.</summary>
    public string SessionId { get; }
}
