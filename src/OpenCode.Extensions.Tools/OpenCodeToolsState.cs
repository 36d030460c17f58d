namespace OpenCode;

/// <summary>Specifies whether the server can call tools, as far as is known.</summary>
public enum OpenCodeToolsState
{
    /// <summary>The tools are being added to the server, or will be added when the server responds.</summary>
    Connecting,

    /// <summary>The server is connected.</summary>
    Connected,

    /// <summary>
    /// A user has disconnected the tools, for example in the terminal UI. They stay disconnected until they are explicitly
    /// connected again.
    /// </summary>
    Disconnected,

    /// <summary>The tools or the client have been disposed.</summary>
    Disposed,
}
