namespace OpenCode.Events;

/// <summary>
/// Calls code of the application from a loop, so that the code can end the loop and wait for that. A wait ends while a callback runs,
/// because the callback can be what waits, directly or through other threads. Thread-safe.
/// </summary>
internal sealed class Callbacks
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<bool> _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    public void Run(Action callback)
    {
        lock (_gate)
        {
            _running++;
            _entered.TrySetResult(true);
        }

        try
        {
            callback();
        }
        finally
        {
            lock (_gate)
            {
                if (--_running == 0)
                {
                    _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
    }

    /// <summary>Completes when the loop has ended or while it calls code of the application. It never fails.</summary>
    public Task WhenEndedAsync(Task loop)
    {
        lock (_gate)
        {
            return Task.WhenAny(loop, _entered.Task);
        }
    }
}
