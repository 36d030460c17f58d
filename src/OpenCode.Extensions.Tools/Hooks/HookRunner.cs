using Microsoft.Extensions.Logging;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Tools.Calls;

namespace OpenCode.Tools.Hooks;

/// <summary>
/// Runs handlers of the application until they return, fail, exceed the timeout, or are no longer needed. Thread-safe.
/// </summary>
internal sealed class HookRunner(ILogger logger, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();

    /// <returns>The result; null if the hook has failed.</returns>
    /// <exception cref="OperationCanceledException">The result is no longer needed.</exception>
    public async Task<HookResult<T>?> RunAsync<T>(string hook, TimeSpan limit, Func<CancellationToken, Task<T>> handler, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        using var timeout = timeProvider.CancelAfter(limit);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token, cancellationToken);
        var token = ending.Token;
        try
        {
            return new(await ApplicationCode.RunAsync(() => handler(token), e => logger.HookFailedLate(e, hook), token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            if (cancellationToken.IsCancellationRequested || _closing.IsCancellationRequested)
            {
                throw;
            }

            logger.HookTimedOut(hook, limit.TotalMilliseconds);
            return null;
        }
        catch (Exception e)
        {
            logger.HookFailed(e, hook, timeProvider.GetElapsedTime(start).TotalMilliseconds);
            return null;
        }
    }

    /// <summary>Cancels all running handlers.</summary>
    public async ValueTask DisposeAsync() => await _closing.StopAsync().ConfigureAwait(false);
}

/// <summary>Represents the return value of a handler.</summary>
/// <param name="Value">The value.</param>
internal sealed record HookResult<T>(T Value);
