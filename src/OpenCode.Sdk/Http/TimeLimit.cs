namespace OpenCode.Http;

/// <summary>A caller's token, and the time limit of a call if it has one.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly TimeSpan? _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _linked;

    public TimeLimit(TimeSpan? limit, TimeProvider time, CancellationToken caller)
    {
        _limit = limit;
        _caller = caller;
        if (limit is { } delay)
        {
            _timer = time.CancelAfter(delay);
            _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
        }
    }

    /// <summary>Ends with the caller's patience or with the time, whichever is first.</summary>
    public CancellationToken Token => _linked?.Token ?? _caller;

    /// <summary>Whether it was the time that ended the call, not the caller.</summary>
    public bool HasPassed => _timer is { IsCancellationRequested: true } && !_caller.IsCancellationRequested;

    public TimeoutException Exceeded(OpenCodeRequestInfo request, Exception innerException) =>
        new($"{request} took longer than its time limit of {_limit} (OpenCodeRequestOptions.Timeout).", innerException);

    public void Dispose()
    {
        _linked?.Dispose();
        _timer?.Dispose();
    }
}
