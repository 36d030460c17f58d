namespace OpenCode.Calls;

/// <summary>Creates the exception for calls that are running when their client is disposed, or that start after that.</summary>
internal static class DisposedClient
{
    public static ObjectDisposedException CreateException(Exception? innerException = null)
    {
        var exception = new ObjectDisposedException($"{nameof(OpenCode)}.{nameof(OpenCodeClient)}");

        // The constructor with an inner exception has a message but no object name.
        return innerException is null ? exception : new ObjectDisposedException(exception.Message, innerException);
    }
}
