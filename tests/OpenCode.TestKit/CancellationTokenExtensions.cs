namespace OpenCode.Testing;

public static class CancellationTokenExtensions
{
    /// <summary>Ends only with the cancellation of the token.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static Task UntilCanceledAsync(this CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
}
