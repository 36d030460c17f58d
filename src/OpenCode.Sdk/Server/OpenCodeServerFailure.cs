namespace OpenCode;

/// <summary>Why a server could not be started.</summary>
public enum OpenCodeServerFailure
{
    /// <summary>There is no executable where it was looked for.</summary>
    ExecutableNotFound,

    /// <summary>The executable is there, but the system can't run it.</summary>
    NotExecutable,

    /// <summary>Another program listens on the port.</summary>
    PortInUse,

    /// <summary>The process ended before it was ready.</summary>
    EndedEarly,

    /// <summary>The process was not ready in time.</summary>
    TimedOut,

    /// <summary>The executable is of a version that this SDK does not support, such as 2.x.</summary>
    UnsupportedVersion,

    /// <summary>The server listens, but can't be used: its configuration is broken, or it is not what was started.</summary>
    Unusable,
}
