namespace OpenCode.Http;

/// <summary>What can end a call before its answer is there: its caller, its time limit, and the end of its client.</summary>
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

    /// <summary>Ends with whichever is first.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Why the call was ended, in the caller's terms; null if the caller ended it.</summary>
    public Exception? Reason(OpenCodeRequestInfo request, Exception innerException) =>
        _caller.IsCancellationRequested ? null
        : _client.IsCancellationRequested ? new ObjectDisposedException(typeof(OpenCodeClient).FullName, innerException)
        : _timer is { IsCancellationRequested: true } ? new TimeoutException($"{request} took longer than its time limit of {_limit} (OpenCodeRequestOptions.Timeout).", innerException)
        : null;

    public void Dispose()
    {
        _linked.Dispose();
        _timer?.Dispose();
    }
}
