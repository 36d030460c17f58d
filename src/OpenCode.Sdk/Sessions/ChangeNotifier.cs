using OpenCode.Calls;

namespace OpenCode.Sessions;

/// <summary>
/// Notifies the application of changes, one call at a time and never on the thread that reports a change. A handler can run for a
/// long time, dispose its owner, and wait for the disposal. Changes during a call are reported by one more call. Thread-safe.
/// </summary>
/// <param name="tell">Calls the handlers.</param>
/// <param name="fail">Receives the exception that a handler throws. There are no calls after that.</param>
/// <param name="interval">The minimum time from the end of a call to the start of the next one; zero for none.</param>
/// <param name="time">Measures the interval.</param>
/// <param name="closing">Canceled when the notifier is closed, which ends the wait for the interval.</param>
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

    /// <summary>
    /// Prevents further calls. It does not wait for a running call, which may be the one that closes the notifier.
    /// </summary>
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
                // A change during the interval is reported after it, even if it is the last change.
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
