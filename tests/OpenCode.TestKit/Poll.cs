namespace OpenCode.Testing;

/// <summary>Waits for a state that nobody announces, such as the end of a process that another process started.</summary>
public static class Poll
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition is true, for as long as that takes.</summary>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(s_interval, TimeProvider.System);
        while (!condition())
        {
            await tick.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{bool}, CancellationToken)"/>
    public static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(s_interval, TimeProvider.System);
        while (!await condition())
        {
            await tick.WaitForNextTickAsync(cancellationToken);
        }
    }
}
