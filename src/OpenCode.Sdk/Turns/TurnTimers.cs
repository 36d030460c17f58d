namespace OpenCode.Turns;

/// <summary>Measures how long the conditions of a turn last, and compares them with the timeouts.</summary>
internal sealed class TurnTimers(TimeProvider time, TurnOptions options, TimeSpan? timeout)
{
    /// <summary>
    /// The minimum time between two checks, for example of a session that appears to have stopped without a response.
    /// </summary>
    private static readonly TimeSpan s_lookInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long the stream can have no event before the status is requested. Heartbeats arrive more often.</summary>
    private static readonly TimeSpan s_quietInterval = TimeSpan.FromSeconds(30);

    private readonly long _startedAt = time.GetTimestamp();
    private long _heardAt = time.GetTimestamp();
    private long _lookedAt = time.GetTimestamp();
    private long _progressAt = time.GetTimestamp();
    private long? _sentAt;
    private long? _idleAt;
    private long? _overAt;
    private long? _failingAt;

    /// <summary>Gets whether the turn exceeded its timeout.</summary>
    public bool IsOverTime => Left(_startedAt, timeout) <= TimeSpan.Zero;

    /// <summary>Gets whether the turn made no progress for too long.</summary>
    public bool IsStuck => Left(_progressAt, options.NoProgressTimeout) <= TimeSpan.Zero;

    /// <summary>Gets whether the session is idle without a response.</summary>
    public bool IsIdle => _idleAt is not null;

    /// <summary>Gets whether the server did not accept the turn in time.</summary>
    public bool IsStartLate => _sentAt is { } sent && Left(sent, options.ResponseTimeout) <= TimeSpan.Zero;

    /// <summary>Gets whether requests to the server have failed for too long.</summary>
    public bool IsFailing => _failingAt is { } since && Left(since, options.ResponseTimeout) <= TimeSpan.Zero;

    /// <summary>
    /// Returns the time until the next check or request is due; zero or less if it is due now. There is a minimum time between
    /// checks, regardless of the number of events and failures.
    /// </summary>
    /// <param name="grace">How long the session can be busy after the end of the turn.</param>
    public TimeSpan Wait(TimeSpan grace)
    {
        var apart = Left(_lookedAt, s_lookInterval);
        var wait = Left(Math.Max(_heardAt, _lookedAt), s_quietInterval);
        Add(Left(_startedAt, timeout), TimeSpan.Zero);
        Add(_sentAt is { } sent ? Left(sent, options.ResponseTimeout) : null, TimeSpan.Zero);
        Add(_idleAt is null ? null : TimeSpan.Zero, apart);
        Add(_overAt is { } over ? Left(over, grace) : null, apart);
        Add(Left(_progressAt, options.NoProgressTimeout), apart);
        return wait;

        void Add(TimeSpan? left, TimeSpan notBefore)
        {
            if (left is { } due)
            {
                due = due < notBefore ? notBefore : due;
                wait = due < wait ? due : wait;
            }
        }
    }

    /// <summary>Records an event.</summary>
    public void RecordActivity() => _heardAt = time.GetTimestamp();

    /// <summary>Records a check.</summary>
    public void RecordCheck() => _lookedAt = time.GetTimestamp();

    public void RecordProgress() => _progressAt = time.GetTimestamp();

    public void RecordSent() => _sentAt = time.GetTimestamp();

    public void RecordAccepted() => _sentAt = null;

    public void RecordBusy() => _idleAt = null;

    /// <summary>Records whether the turn appears to be over although its session is busy.</summary>
    public void RecordCompleted(bool looksOver, bool hasProgress) => _overAt = !looksOver ? null : hasProgress ? time.GetTimestamp() : _overAt ?? time.GetTimestamp();

    /// <summary>Returns whether the turn has appeared to be over for a time.</summary>
    public bool IsOverFor(TimeSpan grace) => _overAt is { } since && Left(since, grace) <= TimeSpan.Zero;

    /// <summary>Records that the session is idle without a response.</summary>
    /// <returns>Whether it has been idle for the time.</returns>
    public bool IsIdleFor(TimeSpan patience)
    {
        _idleAt ??= time.GetTimestamp();
        return Left(_idleAt.Value, patience) <= TimeSpan.Zero;
    }

    /// <summary>Records that a request that started at a time failed.</summary>
    public void RecordFailure(long began) => _failingAt ??= began;

    public void RecordResponse() => _failingAt = null;

    private TimeSpan Left(long since, TimeSpan limit) => limit - time.GetElapsedTime(since);

    private TimeSpan? Left(long since, TimeSpan? limit) => limit is { } finite && finite != Timeout.InfiniteTimeSpan ? Left(since, finite) : null;
}
