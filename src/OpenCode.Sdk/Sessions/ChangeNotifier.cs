namespace OpenCode.Sessions;

/// <summary>
/// Tells the application of changes, one call at a time and never on the thread that reports a change: a handler may take its
/// time, dispose what it belongs to and wait for that. Changes that come during a call are told by one more call. Thread-safe.
/// </summary>
/// <param name="tell">Calls the handlers.</param>
/// <param name="fail">Gets what a handler throws; there are no calls after that.</param>
internal sealed class ChangeNotifier(Action tell, Action<Exception> fail)
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

        _ = Task.Run(Run);
    }

    /// <summary>Lets no further call begin. One that is running is not waited for: it may be the one that closes.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    private void Run()
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
