using System.Runtime.CompilerServices;
using OpenCode.Calls;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Reads one stream and passes its events to many readers, from the first reader to the last. Thread-safe.</summary>
/// <param name="subscribe">Opens the stream.</param>
/// <param name="callbacks">Calls code of the application.</param>
/// <param name="before">Completes when the previous stream has closed its connection.</param>
/// <remarks>
/// Readers are woken when the stream has no further event available, or after <see cref="MaxUnannounced"/> events: waking a
/// reader costs several times as much as reading an event.
/// </remarks>
internal sealed class EventBroadcaster(Func<CancellationToken, IAsyncEnumerable<ScopedEvent>> subscribe, Callbacks callbacks, Task before) : IAsyncDisposable
{
    private const int MaxUnannounced = 64;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly EventReaders _readers = new();

    /// <summary>Readers that wait although an event is queued for them. Used only by the loop that reads the stream.</summary>
    private readonly List<EventSubscriber> _due = [];
    private readonly TaskCompletionSource<bool> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServerConnectedEvent? _connectedEvent;
    private Exception? _failure;
    private bool _hasEnded;
    private Task _reading = Task.CompletedTask;

    /// <summary>Gets whether there are no further events.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>Completes when the connection is closed for good. It never fails.</summary>
    public Task Closed => _closed.Task;

    public int Count => _readers.All.Length;

    /// <summary>
    /// Adds a reader. If the stream is connected, the reader receives its first event immediately; otherwise, with the next
    /// connection.
    /// </summary>
    public void Add(EventSubscriber reader)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                reader.Complete(_failure);
                return;
            }

            if (_connectedEvent is not null)
            {
                reader.SetConnected(_connectedEvent);
            }

            var isFirst = _readers.All.Length == 0;
            _readers.Add(reader);
            if (isFirst)
            {
                _reading = Task.Run(ReadAsync);
            }
        }
    }

    /// <returns>Whether it was the last reader.</returns>
    public bool Remove(EventSubscriber reader)
    {
        reader.Complete(null);
        lock (_gate)
        {
            _readers.Remove(reader);
            return _readers.All.Length == 0;
        }
    }

    /// <summary>Records that the connection is lost: a new reader must not receive its first event.</summary>
    public void MarkIncomplete()
    {
        lock (_gate)
        {
            _connectedEvent = null;
        }
    }

    /// <summary>Ends all readers with an exception.</summary>
    public void End(Exception? reason)
    {
        EventSubscriber[] readers;
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            _failure = reason;
            readers = _readers.All;
        }

        foreach (var reader in readers)
        {
            reader.Complete(reason);
        }
    }

    /// <summary>
    /// Ends the stream and all readers. Completes when the connection is closed, or while the stream calls application code,
    /// because that code can be waiting.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        End(null);
        await callbacks.WhenEndedAsync(Task.WhenAll(_stopping.StopAsync(), _reading)).ConfigureAwait(false);
    }

    private async Task ReadAsync()
    {
        try
        {
            await before.ConfigureAwait(false);
            await PassAsync(subscribe(_stopping.Token).ConfigureAwait(false).GetAsyncEnumerator()).ConfigureAwait(false);
            End(null);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            End(null);
        }
        catch (Exception e)
        {
            // The readers report every failure.
            End(e);
        }
        finally
        {
            _closed.TrySetResult(true);
        }
    }

    private async Task PassAsync(ConfiguredCancelableAsyncEnumerable<ScopedEvent>.Enumerator events)
    {
        try
        {
            var unannounced = 0;
            while (true)
            {
                var next = events.MoveNextAsync();
                if (++unannounced > MaxUnannounced || !next.GetAwaiter().IsCompleted)
                {
                    WakeDue();
                    unannounced = 0;
                }

                if (!await next)
                {
                    return;
                }

                var (ofAnySession, ofSession) = Find(events.Current.Event);
                await OfferAsync(ofAnySession, events.Current).ConfigureAwait(false);
                await OfferAsync(ofSession, events.Current).ConfigureAwait(false);
            }
        }
        finally
        {
            await events.DisposeAsync();
        }
    }

    private async ValueTask OfferAsync(EventSubscriber[] readers, ScopedEvent e)
    {
        foreach (var reader in readers)
        {
            bool isWaiting;
            while (!reader.TryOffer(e, out isWaiting))
            {
                // The other readers must read the earlier events before the stream waits for this reader.
                WakeDue();
                await reader.WhenRoomAsync().WaitAsync(_stopping.Token).ConfigureAwait(false);
            }

            if (isWaiting && !reader.IsDue)
            {
                reader.IsDue = true;
                _due.Add(reader);
            }
        }
    }

    private void WakeDue()
    {
        foreach (var reader in _due)
        {
            reader.IsDue = false;
            reader.Wake();
        }

        _due.Clear();
    }

    private (EventSubscriber[] OfAnySession, EventSubscriber[] OfSession) Find(Event e)
    {
        lock (_gate)
        {
            _connectedEvent = e as ServerConnectedEvent ?? _connectedEvent;
            return _readers.Find(e);
        }
    }
}
