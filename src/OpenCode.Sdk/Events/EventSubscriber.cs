using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>One reader of an <see cref="EventHub"/>, with the events that wait for it.</summary>
internal sealed class EventSubscriber
{
    private readonly EventSubscription _subscription;
    private readonly TimeProvider _time;
    private readonly Channel<Event> _waiting;
    private long _dropped;
    private long _droppedSince;

    public EventSubscriber(EventSubscription subscription, TimeProvider time)
    {
        _subscription = subscription;
        _time = time;
        var options = new BoundedChannelOptions(subscription.Capacity)
        {
            SingleReader = true,
            SingleWriter = false,
            FullMode = subscription.Overflow == EventOverflow.DropOldest ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait,
        };
        _waiting = Channel.CreateBounded<Event>(options, _ => Drop());
    }

    /// <summary>Hands over the first event, for which there always is room.</summary>
    public void Greet(ServerConnectedEvent greeting) => _waiting.Writer.TryWrite(greeting);

    /// <summary>Hands over an event; waits if there is no room for it and it may not be dropped.</summary>
    public ValueTask OfferAsync(Event e, CancellationToken cancellationToken) =>
        !_subscription.Wants(e) || _waiting.Writer.TryWrite(e) ? default : WriteAsync(e, cancellationToken);

    /// <summary>Lets the reader read what waits and then end, with the failure if there is one.</summary>
    public void Complete(Exception? failure) => _waiting.Writer.TryComplete(failure);

    public async IAsyncEnumerable<Event> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_waiting.Reader.TryRead(out var e))
            {
                if (TakeGap() is { } gap)
                {
                    yield return gap;
                }

                yield return e;
            }
        }
    }

    private async ValueTask WriteAsync(Event e, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(e, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The reader has left meanwhile.
            return;
        }
    }

    private void Drop()
    {
        if (Interlocked.Increment(ref _dropped) == 1)
        {
            Volatile.Write(ref _droppedSince, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    private StreamGapEvent? TakeGap()
    {
        if (Volatile.Read(ref _dropped) == 0)
        {
            return null;
        }

        var since = Volatile.Read(ref _droppedSince);
        return new StreamGapEvent
        {
            Properties = new StreamGapInfo
            {
                Reason = $"This reader was too slow for the {_subscription.Capacity} events that may wait for it (EventSubscription.{nameof(EventSubscription.Capacity)}).",
                LostAt = since,
                ResumedAt = _time.GetUtcNow().ToUnixTimeMilliseconds(),
                Attempts = 0,
                Dropped = Interlocked.Exchange(ref _dropped, 0),
            },
        };
    }
}
