namespace OpenCode;

/// <summary>Specifies why a server process ended.</summary>
public enum OpenCodeServerExitReason
{
    /// <summary>This SDK stopped or disposed the server.</summary>
    Stopped,

    /// <summary>The process ended on its own with exit code 0.</summary>
    Ended,

    /// <summary>The process ended on its own with another exit code, or another process or the system killed it.</summary>
    Crashed,
}
