namespace OpenCode.Fleet;

/// <summary>Wakes the calls of a grain that wait for its next change. Used only by the grain, so it has no locks.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = Create();

    /// <summary>Gets a task that completes with the next change. Get it before reading the state, so that no change is missed.</summary>
    public Task Next => _next.Task;

    public void Announce()
    {
        _next.TrySetResult();
        _next = Create();
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
