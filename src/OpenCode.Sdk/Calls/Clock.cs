namespace OpenCode.Calls;

/// <summary>Provides the delays of a <see cref="TimeProvider"/> in the same way on all target frameworks.</summary>
internal static class Clock
{
    /// <summary>Gets the shortest delay of a timer.</summary>
    public static TimeSpan Resolution { get; } = TimeSpan.FromMilliseconds(1);

#if NET
    public static Task WaitAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, time, cancellationToken);

    public static CancellationTokenSource CancelAfter(this TimeProvider time, TimeSpan delay) => new(delay, time);

    public static Task StopAsync(this CancellationTokenSource source) => source.CancelAsync();
#else
    public static Task WaitAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken) => time.Delay(delay, cancellationToken);

    public static CancellationTokenSource CancelAfter(this TimeProvider time, TimeSpan delay) => time.CreateCancellationTokenSource(delay);

    public static Task StopAsync(this CancellationTokenSource source)
    {
        source.Cancel();
        return Task.CompletedTask;
    }
#endif
}
