using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>
/// Indexes the readers of a hub by session, so that an event costs nothing for readers of other sessions. Not thread-safe;
/// returned arrays don't change.
/// </summary>
internal sealed class EventReaders
{
    private readonly Dictionary<string, EventSubscriber[]> _bySession = new(StringComparer.Ordinal);
    private EventSubscriber[] _all = [];

    /// <summary>The readers that are not limited to one session.</summary>
    private EventSubscriber[] _ofAnySession = [];

    public EventSubscriber[] All => Volatile.Read(ref _all);

    public void Add(EventSubscriber reader)
    {
        Volatile.Write(ref _all, [.. _all, reader]);
        if (reader.SessionId is not { } session)
        {
            _ofAnySession = [.. _ofAnySession, reader];
            return;
        }

        _bySession[session] = _bySession.TryGetValue(session, out var readers) ? [.. readers, reader] : [reader];
    }

    public void Remove(EventSubscriber reader)
    {
        Volatile.Write(ref _all, Without(_all, reader));
        if (reader.SessionId is not { } session)
        {
            _ofAnySession = Without(_ofAnySession, reader);
        }
        else if (_bySession.TryGetValue(session, out var readers))
        {
            if (Without(readers, reader) is { Length: > 0 } others)
            {
                _bySession[session] = others;
            }
            else
            {
                _bySession.Remove(session);
            }
        }
    }

    /// <summary>Returns the readers that may receive an event.</summary>
    public (EventSubscriber[] OfAnySession, EventSubscriber[] OfSession) Find(Event e) =>
        EventSubscription.IsForAll(e) ? (_all, [])
        : (_ofAnySession, e.SessionId is { } session && _bySession.TryGetValue(session, out var readers) ? readers : []);

    private static EventSubscriber[] Without(EventSubscriber[] readers, EventSubscriber reader) => [.. readers.Where(r => r != reader)];
}
