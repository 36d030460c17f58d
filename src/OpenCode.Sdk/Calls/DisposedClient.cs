namespace OpenCode.Calls;

/// <summary>The end of calls that run, or begin, when their client is disposed.</summary>
internal static class DisposedClient
{
    public static ObjectDisposedException CreateException(Exception? innerException = null) => new($"{nameof(OpenCode)}.{nameof(OpenCodeClient)}", innerException);
}
