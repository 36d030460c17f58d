using ModelContextProtocol;

namespace OpenCode.Tools.Calls;

/// <summary>
/// Sends the progress of one call, in order. Each value is greater than the previous one, as MCP requires. Thread-safe.
/// </summary>
/// <param name="send">Sends a value to the server; null if the server didn't request progress.</param>
internal sealed class ProgressSender(Func<ProgressNotificationValue, CancellationToken, Task>? send) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private ProgressNotificationValue _last = new() { Progress = 0 };
    private bool _isEnded;

    public Task SendAsync(double progress, double? total, string? message, CancellationToken cancellationToken) =>
        SendAsync(_ => new() { Progress = (float)progress, Total = (float?)total, Message = message }, cancellationToken);

    /// <summary>Sends a heartbeat at each interval until it is canceled.</summary>
    public async Task BeatAsync(TimeSpan interval, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                await SendAsync(static last => last, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The call has ended.
        }
    }

    /// <summary>
    /// Waits for a value that is being sent. Later values are ignored, because the server no longer knows the call.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        _isEnded = true;
        _gate.Release();
    }

    private async Task SendAsync(Func<ProgressNotificationValue, ProgressNotificationValue> next, CancellationToken cancellationToken)
    {
        if (send is null)
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isEnded)
            {
                var value = next(_last);
                _last = new() { Progress = Math.Max(value.Progress, MathF.BitIncrement(_last.Progress)), Total = value.Total, Message = value.Message };
                await send(_last, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The connection is closed, which also cancels the call.
        }
        finally
        {
            _gate.Release();
        }
    }
}
