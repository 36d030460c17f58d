namespace OpenCode;

/// <summary>Represents an error that occurs when the server can't connect to an MCP server that was added to it.</summary>
public sealed class OpenCodeToolsException : OpenCodeException
{
    /// <summary>Initializes an exception, for example for a test.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public OpenCodeToolsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
