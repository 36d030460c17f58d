namespace OpenCode;

/// <summary>Whether the server can call tools, as far as is known.</summary>
public enum OpenCodeToolsState
{
    /// <summary>The server is being told about the tools, or will be when it responds.</summary>
    Connecting,

    /// <summary>The server is connected.</summary>
    Connected,

    /// <summary>Somebody has disconnected the tools, for example in the terminal UI. They stay disconnected until somebody connects them.</summary>
    Disconnected,

    /// <summary>The tools have been disposed, or the client.</summary>
    Disposed,
}
