namespace OpenCode.Calls;

/// <summary>The end of calls that run, or begin, when their client is disposed.</summary>
internal static class DisposedClient
{
    public static ObjectDisposedException CreateException(Exception? innerException = null)
    {
        var exception = new ObjectDisposedException($"{nameof(OpenCode)}.{nameof(OpenCodeClient)}");

        // With an inner exception, there is no name of the object, only a message.
        return innerException is null ? exception : new ObjectDisposedException(exception.Message, innerException);
    }
}
