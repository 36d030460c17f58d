namespace OpenCode;

/// <summary>Specifies why a server could not be started.</summary>
public enum OpenCodeServerFailure
{
    /// <summary>The executable was not found.</summary>
    ExecutableNotFound,

    /// <summary>The executable exists, but the system can't run it.</summary>
    NotExecutable,

    /// <summary>Another process listens on the port.</summary>
    PortInUse,

    /// <summary>The process ended before it was ready.</summary>
    EndedEarly,

    /// <summary>The process was not ready before the timeout elapsed.</summary>
    TimedOut,

    /// <summary>This SDK does not support the version of the executable, such as 2.x.</summary>
    UnsupportedVersion,

    /// <summary>
    /// The server listens but can't be used: its configuration is invalid, or it is not the process that was started.
    /// </summary>
    Unusable,

    /// <summary>No server responds at an address of another machine, where none can be started.</summary>
    Unreachable,

    /// <summary><see cref="OpenCodeServerOptions.DataDirectory"/> can't be created.</summary>
    UnusableDirectory,
}
