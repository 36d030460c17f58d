namespace OpenCode;

/// <summary>Anything that goes wrong between this SDK and a server.</summary>
public abstract class OpenCodeException : Exception
{
    private protected OpenCodeException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
