namespace OpenCode.Testing.Events;

/// <summary>The event streams of a server.</summary>
internal enum FeedKind
{
    /// <summary><c>GET /event</c>: the events of one directory.</summary>
    Directory,

    /// <summary><c>GET /global/event</c>: the events of all directories, each in an envelope.</summary>
    Global,

    /// <summary><c>GET /api/event</c>: the fake sends only the event that reports that the stream is open.</summary>
    V2,

    /// <summary><c>GET /api/session/{sessionID}/event</c>: the fake sends nothing.</summary>
    Durable,
}
