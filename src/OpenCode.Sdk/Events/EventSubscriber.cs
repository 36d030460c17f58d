using System.Runtime.CompilerServices;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Represents one reader of an <see cref="EventHub"/>, with the events that are queued for it.</summary>
/// <param name="subscription">The events that the reader receives, and the size of its queue.</param>
/// <param name="isInPlace">Selects the events of a directory; null for all events.</param>
/// <param name="time">Provides the time of gaps.</param>
internal sealed class EventSubscriber(EventSubscription subscription, Predicate<ScopedEvent>? isInPlace, TimeProvider time)
{
    private readonly EventQueue _waiting = new(subscription.Capacity, subscription.Overflow);
    private bool _hasConnectedEvent;

    /// <summary>Gets the session whose events the reader receives; null for the events of all sessions.</summary>
    public string? SessionId => subscription.SessionId;

    /// <summary>Gets or sets whether the reader must be woken. Used only by the loop that offers events.</summary>
    public bool IsDue { get; set; }

    /// <summary>Adds the first event, for which the queue always has space.</summary>
    public void SetConnected(ServerConnectedEvent greeting)
    {
        _hasConnectedEvent = true;
        _waiting.TryAdd(greeting, out _);
    }

    /// <summary>Adds an event if the subscription includes it. A waiting reader receives it after <see cref="Wake"/>.</summary>
    /// <param name="placed">The event.</param>
    /// <param name="isReaderWaiting">Whether the reader must be woken.</param>
    /// <returns>False if the subscription includes the event and the queue is full.</returns>
    public bool TryOffer(ScopedEvent placed, out bool isReaderWaiting)
    {
        var e = placed.Event;
        _hasConnectedEvent |= e is ServerConnectedEvent;
        if (isInPlace?.Invoke(placed) == false || !subscription.Wants(e) || (e is StreamGapEvent && !_hasConnectedEvent))
        {
            // A reader that joined while the connection was lost missed nothing.
            isReaderWaiting = false;
            return true;
        }

        return _waiting.TryAdd(e, out isReaderWaiting);
    }

    /// <summary>Completes when the queue has space for an event.</summary>
    public Task WhenRoomAsync() => _waiting.WhenRoomAsync();

    /// <summary>Wakes the reader to read the queued events.</summary>
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
            Reason = FormattableString.Invariant($"The reader was too slow: its queue of {subscription.Capacity} events was full (EventSubscription.{nameof(EventSubscription.Capacity)})."),
            LostAt = since,
            ResumedAt = now,
            Attempts = 0,
            Dropped = dropped,
        },
    };
}
