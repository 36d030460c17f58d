using OpenCode.Calls;
using OpenCode.Events;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Specifies what a turn reacts to.</summary>
internal enum TurnSignal
{
    /// <summary>An event arrived.</summary>
    Event,

    /// <summary>The server responded to the request that starts the turn.</summary>
    Response,

    /// <summary>A check of the turn is due.</summary>
    Tick,
}

/// <summary>Waits for the next signal of a turn.</summary>
/// <param name="events">The event stream.</param>
/// <param name="wait">Returns the time until the next check of the turn.</param>
/// <param name="asks">Replies to the requests of the agent. The failure of a reply is thrown here.</param>
/// <param name="timers">Records the signals.</param>
/// <param name="stop">Contains the request that starts the turn.</param>
/// <param name="time">Measures the wait.</param>
internal sealed class TurnSignals(IAsyncEnumerator<Event> events, Func<TimeSpan> wait, TurnAsks asks, TurnTimers timers, TurnStop stop, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The pending read of the next event; null if there is none.</summary>
    private Task<bool>? _next;

    /// <summary>Gets or sets whether a response is pending.</summary>
    public bool AwaitsResponse { get; set; }

    /// <summary>Gets the event that arrived.</summary>
    public Event Event => events.Current;

    public async Task<TurnSignal> NextAsync(CancellationToken cancellationToken)
    {
        _next ??= events.MoveNextAsync().AsTask();
        try
        {
            var isTime = !_next.IsCompleted && !HasResponse && await IsTimeFirstAsync(_next, cancellationToken).ConfigureAwait(false);
            if (asks.Failure.IsFaulted)
            {
                await asks.Failure.ConfigureAwait(false);
            }

            if (HasResponse)
            {
                AwaitsResponse = false;
                return TurnSignal.Response;
            }

            if (isTime || wait() <= TimeSpan.Zero)
            {
                // Checks are due regardless of the number of events.
                timers.RecordCheck();
                return TurnSignal.Tick;
            }

            var hasEvent = await _next.ConfigureAwait(false);
            _next = null;
            timers.RecordActivity();
            return hasEvent ? TurnSignal.Event : throw StreamEnded.Unexpectedly();
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>
    /// An enumerator must not be disposed during a read. The read ends because its token is canceled before the disposal.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_next is not null)
        {
            await Task.WhenAny(_next).ConfigureAwait(false);
            _ = _next.Exception;
        }

        await events.DisposeAsync().ConfigureAwait(false);
    }

    private bool HasResponse => AwaitsResponse && stop.Starting.IsCompleted;

    /// <returns>Whether a check is due before any other signal.</returns>
    private async Task<bool> IsTimeFirstAsync(Task<bool> next, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var left = wait();
        var tick = time.WaitAsync(left < Clock.Resolution ? Clock.Resolution : left, timer.Token);
        var first = await Task.WhenAny(next, asks.Failure, AwaitsResponse ? stop.Starting : next, tick).ConfigureAwait(false);
        await timer.StopAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return first == tick;
    }
}
