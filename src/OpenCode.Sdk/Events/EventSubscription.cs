using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Which events a reader of an <see cref="EventHub"/> gets, and how many may wait for it. Immutable.</summary>
/// <remarks>
/// <see cref="ServerConnectedEvent"/>, <see cref="StreamGapEvent"/> and <see cref="UnreadableEvent"/> come whatever is asked for.
/// </remarks>
public sealed record EventSubscription
{
    /// <summary>The session whose events come; by default all events come.</summary>
    public string? SessionId { get; init; }

    /// <summary>
    /// The directory whose events come; by default all of the hub's events come. Any absolute path on the server's machine
    /// is allowed, for example a symbolic link: before the first event, the server is asked what it calls the directory
    /// (<c>GET /path</c>). Events that belong to no directory, such as heartbeats, come as well. A hub of one directory accepts
    /// only that directory; <see cref="OpenCodeClient.CreateGlobalEventHub"/> creates a hub for all.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>The types of events that come, by their names on the wire, for instance <c>session.idle</c>; by default all.</summary>
    public IReadOnlyCollection<string>? Types { get; init; }

    /// <summary>How many events may wait for the reader; by default 1024.</summary>
    public int Capacity { get; init; } = 1024;

    /// <summary>What happens when more would have to wait; by default the oldest are dropped.</summary>
    public EventOverflow Overflow { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Capacity);
        if (Directory is { } directory)
        {
            ServerPath.RequireAbsolute(directory, nameof(Directory));
        }

        if (SessionId is { Length: 0 })
        {
            throw new ArgumentException("SessionId must not be empty; null stands for all events.", nameof(SessionId));
        }
    }

    internal bool Wants(Event e) =>
        e is ServerConnectedEvent or StreamGapEvent or UnreadableEvent
        || ((SessionId is null || e.SessionId == SessionId) && (Types is null || Types.Contains(e.Type)));
}
