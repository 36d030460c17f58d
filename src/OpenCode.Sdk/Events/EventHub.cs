using System.Runtime.CompilerServices;
using OpenCode.Events;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// One event stream for any number of readers. It connects with the first reader and closes its connection with the last. Thread-safe.
/// </summary>
/// <remarks>
/// Each reader begins with a <see cref="ServerConnectedEvent"/>, also one that joins later: from then on it misses nothing that
/// it is not told of.
/// </remarks>
/// <example><code>
/// await using var hub = client.CreateEventHub();
/// await foreach (var e in hub.SubscribeAsync(new() { SessionId = session.Id, Overflow = EventOverflow.DropOldest }))
///     Console.WriteLine(e.Type);
/// </code></example>
public sealed class EventHub : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly OpenCodeClient _client;
    private EventFan? _fan;
    private bool _isDisposed;

    internal EventHub(OpenCodeClient client)
    {
        Monitor = client.EventStreamOptions.Monitor ?? new EventStreamMonitor();
        _client = client.With(new() { EventStream = client.EventStreamOptions with { Monitor = Monitor, AnnounceGaps = true } });
    }

    /// <summary>The state of the one stream; the monitor of the client's options if they have one.</summary>
    public EventStreamMonitor Monitor { get; }

    /// <summary>How many readers there are.</summary>
    public int ReaderCount => Volatile.Read(ref _fan)?.Count ?? 0;

    /// <summary>
    /// Events of the directory that the hub's client works in.
    /// <para><c>GET /event</c></para>
    /// </summary>
    /// <param name="subscription">Which events come, and what happens when the reader is slow; by default all of them, and the oldest are dropped.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>The events, from the time on when enumeration starts.</returns>
    /// <exception cref="ArgumentException">The subscription holds something that can't work.</exception>
    /// <exception cref="OpenCodeException">The stream can't be had, or is finally lost. The next reader tries anew.</exception>
    /// <exception cref="ObjectDisposedException">The hub or its client has been disposed.</exception>
    public IAsyncEnumerable<Event> SubscribeAsync(EventSubscription? subscription = null, CancellationToken cancellationToken = default)
    {
        subscription ??= new EventSubscription();
        subscription.Validate();
        return ReadAsync(subscription, cancellationToken);
    }

    /// <summary>Ends all readers with an <see cref="ObjectDisposedException"/> and closes the connection. The client stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        EventFan? fan;
        lock (_gate)
        {
            _isDisposed = true;
            fan = _fan;
        }

        if (fan is not null)
        {
            fan.End(new ObjectDisposedException(nameof(EventHub)));
            await fan.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<Event> ReadAsync(EventSubscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new EventSubscriber(subscription, _client.TimeProvider);
        var fan = Join(reader);
        try
        {
            await foreach (var e in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return e;
            }
        }
        finally
        {
            if (Leave(fan, reader))
            {
                await fan.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private EventFan Join(EventSubscriber reader)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_fan is null or { HasEnded: true })
            {
                _fan = new EventFan(token => _client.Event.SubscribeAsync(token));
            }

            _fan.Add(reader);
            return _fan;
        }
    }

    private bool Leave(EventFan fan, EventSubscriber reader)
    {
        lock (_gate)
        {
            var isLast = fan.Remove(reader);
            if (isLast && _fan == fan)
            {
                _fan = null;
            }

            return isLast;
        }
    }
}
