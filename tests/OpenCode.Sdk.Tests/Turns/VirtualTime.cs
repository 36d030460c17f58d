namespace OpenCode.Sdk.Tests.Turns;

/// <summary>A clock that stands still while anybody works, and jumps to the next timer when everybody waits.</summary>
internal sealed class VirtualTime : TimeProvider
{
    /// <summary>Timers that run longer are there to end what hangs; the clock does not jump to them.</summary>
    private static readonly TimeSpan s_horizon = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private long _now;

    /// <summary>How often the clock has jumped.</summary>
    public int Jumps { get; private set; }

    /// <summary>The number of timers that run.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>Told about every timer that starts or stops.</summary>
    public Action Changed { get; set; } = static () => { };

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass without a jump.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);

    /// <summary>Jumps to the first timer, and runs it.</summary>
    public void Jump()
    {
        VirtualTimer? next;
        lock (_gate)
        {
            next = _timers.MinBy(t => t.Due);
            if (next is null)
            {
                return;
            }

            _timers.Remove(next);
            Interlocked.Exchange(ref _now, Math.Max(_now, next.Due));
            Jumps++;
        }

        next.Fire();
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan || dueTime > s_horizon)
                {
                    return true;
                }

                Due = time._now + dueTime.Ticks;
                time._timers.Add(this);
            }

            time.Changed();
            return true;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }

            time.Changed();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
