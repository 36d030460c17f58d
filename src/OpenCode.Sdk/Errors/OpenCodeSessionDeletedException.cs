namespace OpenCode;

/// <summary>The session no longer exists: it was deleted while it was in use.</summary>
public sealed class OpenCodeSessionDeletedException : OpenCodeException
{
    internal OpenCodeSessionDeletedException(string sessionId, OpenCodeException? innerException = null)
        : base($"The session {sessionId} has been deleted.", innerException, innerException?.Request, innerException?.Response)
    {
        SessionId = sessionId;
    }

    /// <summary>The identifier of the session.</summary>
    public string SessionId { get; }
}
