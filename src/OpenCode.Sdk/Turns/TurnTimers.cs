namespace OpenCode.Turns;

/// <summary>Since when something has been so in a turn, and how long that may last.</summary>
internal sealed class TurnTimers(TimeProvider time, TurnOptions options, TimeSpan? timeout)
{
    /// <summary>
    /// The shortest time between two looks, for instance at a session that seems to have stopped without an answer.
    /// </summary>
    private static readonly TimeSpan s_lookInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long the stream may be quiet before the server is asked; its heartbeats come more often.</summary>
    private static readonly TimeSpan s_quietInterval = TimeSpan.FromSeconds(30);

    private readonly long _startedAt = time.GetTimestamp();
    private long _heardAt = time.GetTimestamp();
    private long _lookedAt = time.GetTimestamp();
    private long _progressAt = time.GetTimestamp();
    private long? _sentAt;
    private long? _idleAt;
    private long? _overAt;
    private long? _failingAt;

    /// <summary>Whether the turn has taken as long as it may.</summary>
    public bool IsOverTime => Left(_startedAt, timeout) <= TimeSpan.Zero;

    /// <summary>Whether nothing has happened for as long as that may last.</summary>
    public bool IsStuck => Left(_progressAt, options.NoProgressTimeout) <= TimeSpan.Zero;

    /// <summary>Whether the session is idle without an answer.</summary>
    public bool IsIdle => _idleAt is not null;

    /// <summary>Whether the server has not taken the turn on in time.</summary>
    public bool IsStartLate => _sentAt is { } sent && Left(sent, options.ResponseTimeout) <= TimeSpan.Zero;

    /// <summary>Whether requests to the server have failed for too long.</summary>
    public bool IsFailing => _failingAt is { } since && Left(since, options.ResponseTimeout) <= TimeSpan.Zero;

    /// <summary>
    /// The time until the first of these has to be looked at, or the server has to be asked; zero or less if it is due. Looks
    /// are apart from each other, however many events come and whatever fails.
    /// </summary>
    /// <param name="grace">How long the session may work on after the end of the turn.</param>
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

    /// <summary>Notes that there was an event.</summary>
    public void RecordActivity() => _heardAt = time.GetTimestamp();

    /// <summary>Notes that what is due is looked at.</summary>
    public void RecordCheck() => _lookedAt = time.GetTimestamp();

    public void RecordProgress() => _progressAt = time.GetTimestamp();

    public void RecordSent() => _sentAt = time.GetTimestamp();

    public void RecordAccepted() => _sentAt = null;

    public void RecordBusy() => _idleAt = null;

    /// <summary>Notes whether it looks as if the turn was over although its session works.</summary>
    public void RecordCompleted(bool looksOver, bool hasProgress) => _overAt = !looksOver ? null : hasProgress ? time.GetTimestamp() : _overAt ?? time.GetTimestamp();

    /// <summary>Whether that has been so for a time.</summary>
    public bool IsOverFor(TimeSpan grace) => _overAt is { } since && Left(since, grace) <= TimeSpan.Zero;

    /// <summary>Notes that the session is idle without an answer.</summary>
    /// <returns>Whether that has been so for a time.</returns>
    public bool IsIdleFor(TimeSpan patience)
    {
        _idleAt ??= time.GetTimestamp();
        return Left(_idleAt.Value, patience) <= TimeSpan.Zero;
    }

    /// <summary>Notes that a request which began at a time has failed.</summary>
    public void RecordFailure(long began) => _failingAt ??= began;

    public void RecordResponse() => _failingAt = null;

    private TimeSpan Left(long since, TimeSpan limit) => limit - time.GetElapsedTime(since);

    private TimeSpan? Left(long since, TimeSpan? limit) => limit is { } finite && finite != Timeout.InfiniteTimeSpan ? Left(since, finite) : null;
}
