namespace OpenCode;

/// <summary>The state of an event stream.</summary>
public enum EventStreamState
{
    /// <summary>The first connection is being opened. The stream of a single v2 session has this state until its first event.</summary>
    Connecting,

    /// <summary>The connection is open.</summary>
    Connected,

    /// <summary>The connection was lost, and the stream waits for a new one.</summary>
    Reconnecting,

    /// <summary>The stream has ended.</summary>
    Closed,
}
