namespace OpenCode.Fleet;

/// <summary>Git is not installed, or failed.</summary>
internal sealed class GitException(string message, Exception? innerException = null) : Exception(message, innerException);
