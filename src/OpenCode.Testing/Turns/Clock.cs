namespace OpenCode.Testing.Turns;

/// <summary>Waits with a time provider on all target frameworks.</summary>
internal static class Clock
{
    public static async Task WaitAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken)
    {
        var passed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = time.CreateTimer(_ => passed.TrySetResult(true), null, delay, Timeout.InfiniteTimeSpan);
        await passed.Task.OrCanceledAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a task. The token cancels only the wait.</summary>
    public static async Task<T> OrCanceledAsync<T>(this Task<T> task, CancellationToken cancellationToken)
    {
        await ((Task)task).OrCanceledAsync(cancellationToken).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <inheritdoc cref="OrCanceledAsync{T}"/>
    public static async Task OrCanceledAsync(this Task task, CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(() => canceled.TrySetResult(true));
        if (await Task.WhenAny(task, canceled.Task).ConfigureAwait(false) != task)
        {
            throw new OperationCanceledException(cancellationToken);
        }

        await task.ConfigureAwait(false);
    }
}
