namespace OpenCode;

/// <summary>Where an event stream stands.</summary>
public enum EventStreamState
{
    /// <summary>The first connection is being made. The stream of a single v2 session stays here until its first event.</summary>
    Connecting,

    /// <summary>Events arrive.</summary>
    Connected,

    /// <summary>The connection was lost, and a new one is waited for.</summary>
    Reconnecting,

    /// <summary>The stream has ended.</summary>
    Closed,
}
