namespace OpenCode.Events;

/// <summary>
/// Notices that the other side has been silent for too long while it was listened to. A reader that takes its time over an
/// event does not count against the sender.
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

    /// <summary>Whether there was too much silence.</summary>
    public bool IsOver { get; private set; }

    public void Listen() => Volatile.Write(ref _listeningSince, _time.GetTimestamp());

    public void ReportActivity() => Volatile.Write(ref _listeningSince, NotListening);

    public void Dispose() => _timer?.Dispose();

    /// <summary>One timer that looks after the time, instead of one for each read.</summary>
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
            // The connection was closed meanwhile; nobody listens any more.
            return;
        }
    }
}
