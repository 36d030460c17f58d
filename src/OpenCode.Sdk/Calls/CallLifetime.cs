namespace OpenCode.Calls;

/// <summary>The reasons for which a call can end before its response: its caller, its timeout, and the end of its client.</summary>
internal sealed class CallLifetime : IDisposable
{
    private readonly TimeSpan? _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource _linked;

    public CallLifetime(TimeSpan? limit, TimeProvider time, CancellationToken client, CancellationToken caller)
    {
        _limit = limit;
        _client = client;
        _caller = caller;
        _timer = limit is { } delay && delay != Timeout.InfiniteTimeSpan ? time.CancelAfter(delay) : null;
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, client, _timer?.Token ?? CancellationToken.None);
    }

    /// <summary>Is canceled for the first of these reasons.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Returns the exception for the end of the call; null if the caller canceled it.</summary>
    public Exception? Reason(OpenCodeRequestInfo request, Exception innerException) =>
        _caller.IsCancellationRequested ? null
        : _client.IsCancellationRequested ? DisposedClient.CreateException(innerException)
        : _timer is { IsCancellationRequested: true } ? new TimeoutException($"{request} exceeded its timeout of {_limit} (OpenCodeRequestOptions.Timeout).", innerException)
        : null;

    public void Dispose()
    {
        _linked.Dispose();
        _timer?.Dispose();
    }
}
