namespace OpenCode;

/// <summary>Why a server process ended.</summary>
public enum OpenCodeServerExitReason
{
    /// <summary>It was stopped or disposed by this SDK.</summary>
    Stopped,

    /// <summary>It ended by itself, with exit code 0.</summary>
    Ended,

    /// <summary>It ended by itself with another exit code, or somebody else or the system killed it.</summary>
    Crashed,
}
