using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Determines when and how often a lost stream reconnects, and reports its state.</summary>
internal sealed class Reconnection
{
    /// <summary>The minimum initial delay that a server can request, unless the client's own initial delay is shorter.</summary>
    private static readonly TimeSpan s_shortestWish = TimeSpan.FromMilliseconds(100);

    private readonly EventStreamOptions _options;
    private readonly TimeProvider _time;
    private readonly StreamObserver _observer;
    private DateTimeOffset _lostAt;
    private DateTimeOffset? _troubledSince;
    private OpenCodeException? _reason;
    private TimeSpan _initialDelay;
    private int _attempt;
    private bool _isLost;

    public Reconnection(EventStreamOptions options, TimeProvider time, StreamObserver observer)
    {
        _options = options;
        _time = time;
        _observer = observer;
        _initialDelay = options.InitialDelay;
        Report(EventStreamState.Connecting, TimeSpan.Zero);
    }

    /// <summary>Gets whether the stream was open before.</summary>
    public bool WasOpen { get; private set; }

    /// <summary>
    /// Applies the initial delay that the server requests. A very short delay is increased, so that clients don't reconnect
    /// without a pause. A delay that exceeds the maximum is ignored.
    /// </summary>
    public void Prefer(TimeSpan? delay)
    {
        if (delay is { } asked && asked > TimeSpan.Zero && asked <= _options.MaxDelay)
        {
            var floor = _options.InitialDelay < s_shortestWish ? _options.InitialDelay : s_shortestWish;
            _initialDelay = asked < floor ? floor : asked;
        }
    }

    /// <summary>Records that the stream is open.</summary>
    /// <returns>The gap; null if no events were missed.</returns>
    public StreamGapInfo? Open()
    {
        WasOpen = true;
        var gap = _isLost
            ? new StreamGapInfo
            {
                Reason = _reason!.Message,
                LostAt = _lostAt,
                ResumedAt = _time.GetUtcNow(),
                Attempts = _attempt,
                Dropped = 0,
            }
            : null;
        Report(EventStreamState.Connected, TimeSpan.Zero);
        _isLost = false;
        return gap;
    }

    /// <summary>Records that the connection works, so that the next loss starts with the initial delay.</summary>
    public void Prove()
    {
        _attempt = 0;
        _troubledSince = null;
    }

    /// <summary>
    /// Records that a connection was open without an event, and waits if it was open for less than the initial delay: a stream
    /// never reconnects without a pause.
    /// </summary>
    /// <param name="since">The timestamp at which the attempt to connect started.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task HoldAsync(long since, CancellationToken cancellationToken)
    {
        WasOpen = true;
        _isLost = false;
        Prove();
        var left = _options.InitialDelay - _time.GetElapsedTime(since);
        if (left > TimeSpan.Zero)
        {
            await _time.WaitAsync(left, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records a loss and waits for the next attempt.</summary>
    /// <returns>False if there is no further attempt.</returns>
    public async Task<bool> RecoverAsync(OpenCodeException reason, CancellationToken cancellationToken)
    {
        _reason = reason;
        _troubledSince ??= _time.GetUtcNow();
        if (!_isLost)
        {
            _isLost = true;
            _lostAt = _time.GetUtcNow();
        }

        if (!WasOpen || !_options.Reconnect || IsFinal(reason) || _attempt == _options.MaxAttempts)
        {
            return false;
        }

        var delay = Backoff.Jittered(_initialDelay, _options.MaxDelay, _attempt);
        if (_time.GetUtcNow() + delay - _troubledSince > _options.MaxOutage)
        {
            return false;
        }

        _attempt++;
        _observer.Lost(reason, _attempt, delay);
        Report(EventStreamState.Reconnecting, delay);
        await _time.WaitAsync(delay, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public void Close(OpenCodeException? reason)
    {
        _reason = reason;
        if (reason is not null)
        {
            _observer.Failed(reason);
        }

        Report(EventStreamState.Closed, TimeSpan.Zero);
    }

    /// <summary>
    /// Returns whether the server rejected the stream or is not an opencode server. A retry would have the same result.
    /// </summary>
    private static bool IsFinal(OpenCodeException reason) => reason switch
    {
        OpenCodeApiException answered => (int)answered.StatusCode < 500,
        OpenCodeConnectionException { IsFinal: var isFinal } => isFinal,
        _ => true,
    };

    private void Report(EventStreamState state, TimeSpan delay)
    {
        _observer.Become(state);
        _options.Monitor?.Report(new EventStreamChange(state, _time.GetUtcNow(), _attempt, delay, state == EventStreamState.Connected ? null : _reason));
    }
}
