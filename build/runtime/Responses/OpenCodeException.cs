namespace OpenCode;

/// <summary>Anything that goes wrong between this SDK and a server.</summary>
public abstract class OpenCodeException : Exception
{
    private protected OpenCodeException(string message, Exception? innerException, OpenCodeRequestInfo? request = null, OpenCodeResponseInfo? response = null)
        : base(message, innerException)
    {
        Request = request;
        Response = response;
    }

    /// <summary>What was asked; null if the trouble belongs to no request.</summary>
    public OpenCodeRequestInfo? Request { get; }

    /// <summary>The head of the answer; null if there was none.</summary>
    public OpenCodeResponseInfo? Response { get; }
}
