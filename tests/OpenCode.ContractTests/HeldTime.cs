namespace OpenCode.ContractTests;

/// <summary>A clock on which the first wait lasts until it is released.</summary>
internal sealed class HeldTime : TimeProvider
{
    private readonly TaskCompletionSource<Action> _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when somebody waits.</summary>
    public Task Waiting => _waiting.Task;

    public void Release() => _waiting.Task.GetAwaiter().GetResult()();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (!_waiting.TrySetResult(() => callback(state)))
        {
            throw new InvalidOperationException("There should be one wait only.");
        }

        return TimeProvider.System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
