using OpenCode.Calls;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Reads one stream and passes its events to many readers, from the first reader to the last. Thread-safe.</summary>
/// <param name="subscribe">Opens the stream.</param>
/// <param name="callbacks">Calls code of the application.</param>
/// <param name="before">Completes when the previous stream has closed its connection.</param>
internal sealed class EventFan(Func<CancellationToken, IAsyncEnumerable<PlacedEvent>> subscribe, Callbacks callbacks, Task before) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<bool> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EventSubscriber[] _readers = [];
    private ServerConnectedEvent? _greeting;
    private Exception? _failure;
    private bool _hasEnded;
    private Task _reading = Task.CompletedTask;

    /// <summary>Whether there are no further events.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>Completes when the connection is closed and is not opened again. It never fails.</summary>
    public Task Closed => _closed.Task;

    public int Count => Volatile.Read(ref _readers).Length;

    /// <summary>Adds a reader. If the stream is connected, the reader receives its first event immediately, otherwise with the next connection.</summary>
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

    /// <summary>Notes that the connection is lost: a new reader must not receive its first event.</summary>
    public void Lose()
    {
        lock (_gate)
        {
            _greeting = null;
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
            readers = _readers;
        }

        foreach (var reader in readers)
        {
            reader.Complete(reason);
        }
    }

    /// <summary>
    /// Ends the stream and all readers. Completes when the connection is closed, or while the stream calls the application, because the
    /// application can be what waits.
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
            await foreach (var e in subscribe(_stopping.Token).ConfigureAwait(false))
            {
                foreach (var reader in Greet(e.Event))
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
            // Every failure is reported by the readers.
            End(e);
        }
        finally
        {
            _closed.TrySetResult(true);
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
