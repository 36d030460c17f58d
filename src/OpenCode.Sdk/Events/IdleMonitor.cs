namespace OpenCode.Events;

/// <summary>
/// Detects that the server was silent for too long during a read. The time that a reader spends on an event does not count.
/// </summary>
internal sealed class IdleMonitor : IDisposable
{
    private const long NotListening = long.MinValue;

    private static readonly TimeSpan s_resolution = TimeSpan.FromMilliseconds(1);

    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly Action _onIdle;
    private readonly ITimer? _timer;
    private long _listeningSince = NotListening;

    public IdleMonitor(TimeSpan limit, TimeProvider time, Action onSilence)
    {
        _limit = limit;
        _time = time;
        _onIdle = onSilence;
        _timer = limit == Timeout.InfiniteTimeSpan ? null : time.CreateTimer(_ => Check(), null, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets whether the server was silent for too long.</summary>
    public bool IsOver { get; private set; }

    public void Listen() => Volatile.Write(ref _listeningSince, _time.GetTimestamp());

    public void ReportActivity() => Volatile.Write(ref _listeningSince, NotListening);

    public void Dispose() => _timer?.Dispose();

    /// <summary>Checks the idle time. One timer serves all reads.</summary>
    private void Check()
    {
        var since = Volatile.Read(ref _listeningSince);
        var left = since == NotListening ? _limit : _limit - _time.GetElapsedTime(since);
        if (left <= TimeSpan.Zero)
        {
            IsOver = true;
            _onIdle();
            return;
        }

        try
        {
            _timer!.Change(left < s_resolution ? s_resolution : left, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The connection was closed in the meantime.
            return;
        }
    }
}
