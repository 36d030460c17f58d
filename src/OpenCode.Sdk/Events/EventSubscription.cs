using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Which events a reader of an <see cref="EventHub"/> receives, and how many can be queued for it. Immutable.</summary>
/// <remarks>
/// <see cref="ServerConnectedEvent"/>, <see cref="StreamGapEvent"/> and <see cref="UnreadableEvent"/> are always received.
/// </remarks>
public sealed record EventSubscription
{
    /// <summary>The session whose events are received; by default, all events are.</summary>
    public string? SessionId { get; init; }

    /// <summary>
    /// The directory whose events are received; by default, all events of the hub are. It is an absolute path on the server's machine, which
    /// can be a symbolic link: before the first event, <c>GET /path</c> returns the server's name of the directory. Events that belong to
    /// no directory, such as heartbeats, are received, too. A hub of one directory accepts only that directory; <see cref="OpenCodeClient.CreateGlobalEventHub"/> creates a hub for all.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>The types of events that are received, by their names on the wire, for example <c>session.idle</c>; by default, all types are.</summary>
    public IReadOnlyCollection<string>? Types { get; init; }

    /// <summary>The number of events that can be queued for the reader; 1024 by default.</summary>
    public int Capacity { get; init; } = 1024;

    /// <summary>What happens when the queue is full; by default, the oldest events are dropped.</summary>
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

    /// <summary>Whether every reader receives an event, whatever it asks for.</summary>
    internal static bool IsForAll(Event e) => e is ServerConnectedEvent or StreamGapEvent or UnreadableEvent;

    internal bool Wants(Event e) =>
        IsForAll(e)
        || ((SessionId is null || e.SessionId == SessionId) && (Types is null || Types.Contains(e.Type)));
}
