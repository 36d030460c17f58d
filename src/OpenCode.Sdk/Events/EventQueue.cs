using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>
/// Queues the events for one reader, up to a limit. Adding an event does not wake the reader, so that one wake-up can serve many
/// events. Thread-safe, for one reader at a time.
/// </summary>
/// <param name="capacity">The maximum number of queued events.</param>
/// <param name="overflow">What happens when the queue is full.</param>
internal sealed class EventQueue(int capacity, EventOverflow overflow) : IValueTaskSource<bool>
{
    private const int FirstSize = 16;

    private readonly Lock _gate = new();

    /// <summary>One object for all waits of the reader.</summary>
    private ManualResetValueTaskSourceCore<bool> _arrival = new() { RunContinuationsAsynchronously = true };
    private Event?[] _ring = new Event?[Math.Min(capacity, FirstSize)];
    private int _first;
    private int _count;
    private long _dropped;
    private bool _isReaderWaiting;
    private TaskCompletionSource<bool>? _room;
    private bool _isComplete;
    private Exception? _failure;

    /// <summary>
    /// Adds an event, unless the queue is full and the oldest event must not be dropped. After the end, events are ignored.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="isReaderWaiting">Whether the reader waits and must be woken with <see cref="Wake"/>.</param>
    /// <returns>False if the queue is full.</returns>
    public bool TryAdd(Event e, out bool isReaderWaiting)
    {
        lock (_gate)
        {
            isReaderWaiting = _isReaderWaiting;
            if (_isComplete)
            {
                return true;
            }

            if (_count == capacity)
            {
                if (overflow != EventOverflow.DropOldest)
                {
                    return false;
                }

                Take();
                _dropped++;
            }

            if (_count == _ring.Length)
            {
                Grow();
            }

            _ring[At(_count++)] = e;
            return true;
        }
    }

    /// <summary>Completes when the queue has space for an event, or when the queue has ended.</summary>
    public Task WhenRoomAsync()
    {
        lock (_gate)
        {
            return _count < capacity || _isComplete
                ? Task.CompletedTask
                : (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Wakes the reader if it waits.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (!_isReaderWaiting)
            {
                return;
            }

            _isReaderWaiting = false;
        }

        _arrival.SetResult(true);
    }

    /// <summary>Ends the queue after its remaining events, with a failure if there is one.</summary>
    public void Complete(Exception? failure)
    {
        lock (_gate)
        {
            if (_isComplete)
            {
                return;
            }

            _isComplete = true;
            _failure = failure;
        }

        Wake();
        Release();
    }

    /// <summary>Waits for an event, or for a call of <see cref="Wake"/>.</summary>
    /// <returns>False after the last event.</returns>
    /// <exception cref="OperationCanceledException">The token is canceled.</exception>
    /// <exception cref="Exception">The queue ended with this failure.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return new ValueTask<bool>(Task.FromCanceled<bool>(cancellationToken));
            }

            if (_count > 0)
            {
                return new ValueTask<bool>(true);
            }

            if (_isComplete)
            {
                return _failure is null ? new ValueTask<bool>(false) : new ValueTask<bool>(Task.FromException<bool>(_failure));
            }

            _arrival.Reset();
            _isReaderWaiting = true;
            return new ValueTask<bool>(this, _arrival.Version);
        }
    }

    /// <summary>Takes the oldest event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="dropped">How many events were dropped before it.</param>
    public bool TryTake([NotNullWhen(true)] out Event? e, out long dropped)
    {
        bool isAwaited;
        lock (_gate)
        {
            (dropped, e) = (0, null);
            if (_count == 0)
            {
                return false;
            }

            (dropped, _dropped) = (_dropped, 0);
            e = Take();
            isAwaited = _room is not null;
        }

        if (isAwaited)
        {
            Release();
        }

        return true;
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _arrival.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _arrival.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _arrival.OnCompleted(continuation, state, token, flags);

    private int At(int index)
    {
        var at = _first + index;
        return at < _ring.Length ? at : at - _ring.Length;
    }

    private Event Take()
    {
        var e = _ring[_first]!;
        _ring[_first] = null;
        _first = At(1);
        _count--;
        return e;
    }

    private void Grow()
    {
        var larger = new Event?[(int)Math.Min(2L * _ring.Length, capacity)];
        var untilEnd = _ring.Length - _first;
        Array.Copy(_ring, _first, larger, 0, untilEnd);
        Array.Copy(_ring, 0, larger, untilEnd, _first);
        (_ring, _first) = (larger, 0);
    }

    /// <summary>Releases the writer that waits for space.</summary>
    private void Release()
    {
        TaskCompletionSource<bool>? room;
        lock (_gate)
        {
            (room, _room) = (_room, null);
        }

        room?.TrySetResult(true);
    }
}
