using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Reads one stream and hands its events to many readers, from the first reader to the last. Thread-safe.</summary>
internal sealed class EventFan : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<CancellationToken, IAsyncEnumerable<Event>> _subscribe;
    private EventSubscriber[] _readers = [];
    private ServerConnectedEvent? _greeting;
    private Exception? _failure;
    private bool _hasEnded;
    private Task _reading = Task.CompletedTask;

    public EventFan(Func<CancellationToken, IAsyncEnumerable<Event>> subscribe)
    {
        _subscribe = subscribe;
    }

    /// <summary>Whether nothing more will come.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    public int Count => Volatile.Read(ref _readers).Length;

    /// <summary>Adds a reader; one that joins later is greeted like the first.</summary>
    public void Add(EventSubscriber reader)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                reader.Complete(_failure);
                return;
            }

            if (_greeting is not null)
            {
                reader.Greet(_greeting);
            }

            var isFirst = _readers.Length == 0;
            _readers = [.. _readers, reader];
            if (isFirst)
            {
                _reading = Task.Run(ReadAsync);
            }
        }
    }

    /// <returns>Whether it was the last.</returns>
    public bool Remove(EventSubscriber reader)
    {
        reader.Complete(null);
        lock (_gate)
        {
            _readers = [.. _readers.Where(r => r != reader)];
            return _readers.Length == 0;
        }
    }

    /// <summary>Ends all readers with a reason.</summary>
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
            readers = _readers;
        }

        foreach (var reader in readers)
        {
            reader.Complete(reason);
        }
    }

    /// <summary>Ends the stream and all readers, and returns once its connection is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        End(null);
        await _stopping.StopAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var e in _subscribe(_stopping.Token).ConfigureAwait(false))
            {
                foreach (var reader in Greet(e))
                {
                    await reader.OfferAsync(e, _stopping.Token).ConfigureAwait(false);
                }
            }

            End(null);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            End(null);
        }
        catch (Exception e)
        {
            // Whatever it is, it is the readers who have to hear it.
            End(e);
        }
    }

    private EventSubscriber[] Greet(Event e)
    {
        lock (_gate)
        {
            _greeting = e as ServerConnectedEvent ?? _greeting;
            return _readers;
        }
    }
}
