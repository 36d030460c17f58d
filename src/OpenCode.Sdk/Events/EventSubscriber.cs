using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>One reader of an <see cref="EventHub"/>, with the events that are queued for it.</summary>
internal sealed class EventSubscriber
{
    private readonly EventSubscription _subscription;
    private readonly Predicate<PlacedEvent>? _isInPlace;
    private readonly TimeProvider _time;

    /// <summary>Events are numbered, so that the reader can report how many were dropped.</summary>
    private readonly Channel<(long Number, Event Event)> _waiting;

    private long _written;
    private bool _isGreeted;

    /// <param name="subscription">Which events the reader receives, and the size of its queue.</param>
    /// <param name="isInPlace">Selects the events of a directory; null for all events.</param>
    /// <param name="time">Provides the time of gaps.</param>
    public EventSubscriber(EventSubscription subscription, Predicate<PlacedEvent>? isInPlace, TimeProvider time)
    {
        _subscription = subscription;
        _isInPlace = isInPlace;
        _time = time;
        _waiting = Channel.CreateBounded<(long, Event)>(new BoundedChannelOptions(subscription.Capacity)
        {
            SingleReader = true,
            FullMode = subscription.Overflow == EventOverflow.DropOldest ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait,
        });
    }

    /// <summary>Adds the first event, for which the queue always has room.</summary>
    public void Greet(ServerConnectedEvent greeting)
    {
        _isGreeted = true;
        _waiting.Writer.TryWrite((++_written, greeting));
    }

    /// <summary>Adds an event; waits if the queue is full and no event can be dropped.</summary>
    public ValueTask OfferAsync(PlacedEvent placed, CancellationToken cancellationToken)
    {
        var e = placed.Event;
        _isGreeted |= e is ServerConnectedEvent;
        if (_isInPlace?.Invoke(placed) == false || !_subscription.Wants(e) || (e is StreamGapEvent && !_isGreeted))
        {
            // A reader that joined while the connection was lost has missed nothing.
            return default;
        }

        var item = (++_written, e);
        return _waiting.Writer.TryWrite(item) ? default : WriteAsync(item, cancellationToken);
    }

    /// <summary>Ends the reader after it has read its queue, with a failure if there is one.</summary>
    public void Complete(Exception? failure) => _waiting.Writer.TryComplete(failure);

    public async IAsyncEnumerable<Event> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long expected = 1;
        var lastRead = _time.GetUtcNow();
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_waiting.Reader.TryRead(out var item))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var now = _time.GetUtcNow();
                if (item.Number > expected)
                {
                    yield return Gap(item.Number - expected, lastRead, now);
                }

                expected = item.Number + 1;
                lastRead = now;
                yield return item.Event;
            }
        }
    }

    private async ValueTask WriteAsync((long Number, Event Event) item, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The reader has left in the meantime.
            return;
        }
    }

    private StreamGapEvent Gap(long dropped, DateTimeOffset since, DateTimeOffset now) => new()
    {
        Properties = new StreamGapInfo
        {
            Reason = $"This reader was too slow for the {_subscription.Capacity} events that may wait for it (EventSubscription.{nameof(EventSubscription.Capacity)}).",
            LostAt = since,
            ResumedAt = now,
            Attempts = 0,
            Dropped = dropped,
        },
    };
}
