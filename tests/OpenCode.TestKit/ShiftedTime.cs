namespace OpenCode.Testing;

/// <summary>The clock of the system, which a test can move ahead. Timers that are due by then are due at once.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<ShiftedTimer> _timers = [];
    private TimeSpan _shift;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;

    public override long GetTimestamp() => (System.GetElapsedTime(0) + Shift).Ticks;

    private TimeSpan Shift
    {
        get
        {
            lock (_gate)
            {
                return _shift;
            }
        }
    }

    public void MoveAhead(TimeSpan time)
    {
        lock (_gate)
        {
            _shift += time;
            foreach (var timer in _timers)
            {
                timer.MoveAhead(time);
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ShiftedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ShiftedTimer : ITimer
    {
        private readonly ShiftedTime _time;
        private readonly ITimer _timer;
        private TimeSpan _dueAt;
        private TimeSpan _period;

        public ShiftedTimer(ShiftedTime time, TimerCallback callback, object? state)
        {
            _time = time;
            _timer = System.CreateTimer(Run, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

            void Run(object? unused)
            {
                lock (time._gate)
                {
                    time._timers.Remove(this);
                }

                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_time._gate)
            {
                _time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    (_dueAt, _period) = (System.GetElapsedTime(0) + dueTime, period);
                    _time._timers.Add(this);
                }

                return _timer.Change(dueTime, period);
            }
        }

        public void MoveAhead(TimeSpan time)
        {
            _dueAt -= time;
            var left = _dueAt - System.GetElapsedTime(0);
            _timer.Change(left < TimeSpan.Zero ? TimeSpan.Zero : left, _period);
        }

        public void Dispose()
        {
            lock (_time._gate)
            {
                _time._timers.Remove(this);
                _timer.Dispose();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
