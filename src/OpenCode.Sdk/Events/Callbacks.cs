namespace OpenCode.Events;

/// <summary>
/// Calls application code from a loop, so that the code can end the loop and wait for its end. A wait completes while a callback
/// runs, because the callback itself can be waiting, directly or through other threads. Thread-safe.
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

    /// <summary>Completes when the loop has ended or while it calls application code. It never fails.</summary>
    public Task WhenEndedAsync(Task loop)
    {
        lock (_gate)
        {
            return Task.WhenAny(loop, _entered.Task);
        }
    }
}
