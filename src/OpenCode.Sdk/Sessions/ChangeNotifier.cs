using OpenCode.Calls;

namespace OpenCode.Sessions;

/// <summary>
/// Tells the application of changes, one call at a time and never on the thread that reports a change: a handler may take its
/// time, dispose what it belongs to and wait for that. Changes that come during a call are told by one more call. Thread-safe.
/// </summary>
/// <param name="tell">Calls the handlers.</param>
/// <param name="fail">Gets what a handler throws; there are no calls after that.</param>
/// <param name="interval">The time from the end of a call to the beginning of the next one; zero for none.</param>
/// <param name="time">Measures the interval.</param>
/// <param name="closing">Is canceled when the notifier is closed, so that no interval is waited for in vain.</param>
internal sealed class ChangeNotifier(Action tell, Action<Exception> fail, TimeSpan interval, TimeProvider time, CancellationToken closing)
{
    private readonly Lock _gate = new();
    private bool _isRunning;
    private bool _isDue;
    private bool _isClosed;

    public void Notify()
    {
        lock (_gate)
        {
            _isDue = true;
            if (_isRunning || _isClosed)
            {
                return;
            }

            _isRunning = true;
        }

        _ = Task.Run(RunAsync);
    }

    /// <summary>Lets no further call begin. One that is running is not waited for: it may be the one that closes.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    private async Task RunAsync()
    {
        while (Begin())
        {
            try
            {
                tell();
            }
            catch (Exception e)
            {
                Close();
                fail(e);
            }

            if (interval > TimeSpan.Zero)
            {
                // A change that comes meanwhile is told afterwards, also if it is the last one.
                await Task.WhenAny(time.WaitAsync(interval, closing)).ConfigureAwait(false);
            }
        }
    }

    private bool Begin()
    {
        lock (_gate)
        {
            _isRunning = _isDue && !_isClosed;
            _isDue = false;
            return _isRunning;
        }
    }
}
