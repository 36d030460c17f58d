using OpenCode.Calls;
using OpenCode.Events;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>What a turn reacts to.</summary>
internal enum TurnSignal
{
    /// <summary>There is an event.</summary>
    Event,

    /// <summary>The server has responded to the request that starts the turn.</summary>
    Response,

    /// <summary>It is time to look at the turn.</summary>
    Tick,
}

/// <summary>Waits for what a turn reacts to, whichever comes first.</summary>
/// <param name="events">The stream of events.</param>
/// <param name="wait">The time until the turn has to be looked at.</param>
/// <param name="asks">Replies to what the agent asks; a failure of one is thrown here.</param>
/// <param name="timers">Told what has come.</param>
/// <param name="stop">Knows the request that starts the turn.</param>
/// <param name="time">What the wait is measured with.</param>
internal sealed class TurnSignals(IAsyncEnumerator<Event> events, Func<TimeSpan> wait, TurnAsks asks, TurnTimers timers, TurnStop stop, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The event that is waited for; null if none is.</summary>
    private Task<bool>? _next;

    /// <summary>Whether a response is awaited that has not come yet.</summary>
    public bool AwaitsResponse { get; set; }

    /// <summary>The event that has come.</summary>
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
                // However many events there are, time goes on.
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
    /// An enumerator must not be disposed while it moves. It stops by itself, because its token is canceled before.
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

    /// <returns>Whether it is time to look, before anything else has come.</returns>
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
