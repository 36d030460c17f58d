namespace OpenCode.Calls;

/// <summary>Ends a call before its response if the caller cancels it, its timeout elapses, or its client is disposed.</summary>
internal sealed class CallLifetime : IDisposable
{
    private readonly TimeSpan? _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource? _timer;

    /// <summary>Null if only the disposal of the client can end the call.</summary>
    private readonly CancellationTokenSource? _linked;

    public CallLifetime(TimeSpan? limit, TimeProvider time, CancellationToken client, CancellationToken caller)
    {
        _limit = limit;
        _client = client;
        _caller = caller;
        _timer = limit is { } delay && delay != Timeout.InfiniteTimeSpan ? time.CancelAfter(delay) : null;
        _linked = _timer is null && !caller.CanBeCanceled ? null
            : _timer is null ? CancellationTokenSource.CreateLinkedTokenSource(caller, client)
            : CancellationTokenSource.CreateLinkedTokenSource(caller, client, _timer.Token);
    }

    /// <summary>Gets the token that is canceled for the first of these reasons.</summary>
    public CancellationToken Token => _linked?.Token ?? _client;

    /// <summary>
    /// Returns the exception for the end of the call; null if the caller canceled it or none of these reasons applies.
    /// </summary>
    public Exception? Reason(OpenCodeRequestInfo request, Exception innerException) =>
        _caller.IsCancellationRequested ? null
        : _client.IsCancellationRequested ? DisposedClient.CreateException(innerException)
        : _timer is { IsCancellationRequested: true } ? new TimeoutException(FormattableString.Invariant($"{request} exceeded its timeout of {_limit} (OpenCodeRequestOptions.Timeout)."), innerException)
        : null;

    public void Dispose()
    {
        _linked?.Dispose();
        _timer?.Dispose();
    }
}
