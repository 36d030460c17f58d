using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>
/// Specifies which events a reader of an <see cref="EventHub"/> receives, and how many can be queued for it. Immutable.
/// </summary>
/// <remarks>
/// Every reader receives <see cref="ServerConnectedEvent"/>, <see cref="StreamGapEvent"/>, and <see cref="UnreadableEvent"/>.
/// </remarks>
public sealed record EventSubscription
{
    /// <summary>Gets the session whose events the reader receives.</summary>
    /// <value>The identifier of a session, not empty. The default is null: all events.</value>
    public string? SessionId { get; init; }

    /// <summary>
    /// Gets the directory whose events the reader receives. Events that belong to no directory, such as heartbeats, are also
    /// received. A hub for one directory accepts only that directory; <see cref="OpenCodeClient.CreateGlobalEventHub"/> creates a
    /// hub for all directories.
    /// </summary>
    /// <value>
    /// An absolute path on the server's machine, which can be a symbolic link: before the first event, <c>GET /path</c> returns
    /// the server's name of the directory. The default is null: all events of the hub.
    /// </value>
    public string? Directory { get; init; }

    /// <summary>Gets the types of events that the reader receives.</summary>
    /// <value>The <c>type</c> values of events, for example <c>session.idle</c>. The default is null: all types.</value>
    public IReadOnlyCollection<string>? Types { get; init; }

    /// <summary>Gets the maximum number of events that can be queued for the reader.</summary>
    /// <value>A positive number of events. The default is 1,024.</value>
    public int Capacity { get; init; } = 1024;

    /// <summary>Gets what happens when the queue is full.</summary>
    /// <value>The default is <see cref="EventOverflow.DropOldest"/>.</value>
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
            throw new ArgumentException("SessionId must not be empty. Use null for all events.", nameof(SessionId));
        }
    }

    /// <summary>Returns whether every reader receives an event, regardless of its subscription.</summary>
    internal static bool IsForAll(Event e) => e is ServerConnectedEvent or StreamGapEvent or UnreadableEvent;

    internal bool Wants(Event e) =>
        IsForAll(e)
        || ((SessionId is null || e.SessionId == SessionId) && (Types is null || Types.Contains(e.Type)));
}
