using System.Runtime.CompilerServices;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>One reader of an <see cref="EventHub"/>, with the events that are queued for it.</summary>
/// <param name="subscription">Which events the reader receives, and the size of its queue.</param>
/// <param name="isInPlace">Selects the events of a directory; null for all events.</param>
/// <param name="time">Provides the time of gaps.</param>
internal sealed class EventSubscriber(EventSubscription subscription, Predicate<ScopedEvent>? isInPlace, TimeProvider time)
{
    private readonly EventQueue _waiting = new(subscription.Capacity, subscription.Overflow);
    private bool _hasConnectedEvent;

    /// <summary>The session whose events the reader receives; null for those of all sessions.</summary>
    public string? SessionId => subscription.SessionId;

    /// <summary>Whether the reader is among those that are to be woken. For the one that offers events.</summary>
    public bool IsDue { get; set; }

    /// <summary>Adds the first event, for which the queue always has room.</summary>
    public void SetConnected(ServerConnectedEvent greeting)
    {
        _hasConnectedEvent = true;
        _waiting.TryAdd(greeting, out _);
    }

    /// <summary>Adds an event if the reader wants it. The reader does not notice before <see cref="Wake"/>.</summary>
    /// <param name="placed">The event.</param>
    /// <param name="isReaderWaiting">Whether the reader must be woken.</param>
    /// <returns>False if the reader wants it, and there is no room.</returns>
    public bool TryOffer(ScopedEvent placed, out bool isReaderWaiting)
    {
        var e = placed.Event;
        _hasConnectedEvent |= e is ServerConnectedEvent;
        if (isInPlace?.Invoke(placed) == false || !subscription.Wants(e) || (e is StreamGapEvent && !_hasConnectedEvent))
        {
            // A reader that joined while the connection was lost has missed nothing.
            isReaderWaiting = false;
            return true;
        }

        return _waiting.TryAdd(e, out isReaderWaiting);
    }

    /// <summary>Completes when there is room for an event.</summary>
    public Task WhenRoomAsync() => _waiting.WhenRoomAsync();

    /// <summary>Lets the reader read what was offered.</summary>
    public void Wake() => _waiting.Wake();

    /// <summary>Ends the reader after it has read its queue, with a failure if there is one.</summary>
    public void Complete(Exception? failure) => _waiting.Complete(failure);

    public async IAsyncEnumerable<Event> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var canceling = cancellationToken.Register(static queue => ((EventQueue)queue!).Wake(), _waiting);
        var lastRead = time.GetUtcNow();
        while (await _waiting.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_waiting.TryTake(out var e, out var dropped))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var now = time.GetUtcNow();
                if (dropped > 0)
                {
                    yield return Gap(dropped, lastRead, now);
                }

                lastRead = now;
                yield return e;
            }
        }
    }

    private StreamGapEvent Gap(long dropped, DateTimeOffset since, DateTimeOffset now) => new()
    {
        Properties = new StreamGapInfo
        {
            Reason = FormattableString.Invariant($"This reader was too slow for the {subscription.Capacity} events that may wait for it (EventSubscription.{nameof(EventSubscription.Capacity)})."),
            LostAt = since,
            ResumedAt = now,
            Attempts = 0,
            Dropped = dropped,
        },
    };
}
