using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Serialization;

namespace OpenCode.Fleet;

/// <summary>Calls grains that can be repeated, and retries when the cluster does not respond.</summary>
internal sealed class GrainCalls(TimeProvider time, ILogger logger)
{
    private const int LoggedRetry = 4;

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(2);

    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await call().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (IsTransient(e, cancellationToken))
            {
                Log(retry, e);
                await WaitAsync(retry, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public Task RunAsync(Func<Task> call, CancellationToken cancellationToken) =>
        RunAsync(
            async () =>
            {
                await call().ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Enumerates a stream that starts again when the machine that provides it is lost.</summary>
    /// <param name="open">Opens the stream.</param>
    /// <param name="isLast">Whether a value is the last one.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    public async IAsyncEnumerable<T> StreamAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> open, Func<T, bool> isLast, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            var values = open(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var closing = values.ConfigureAwait(false);
            while (await NextAsync(values, retry, cancellationToken).ConfigureAwait(false))
            {
                retry = 0;
                yield return values.Current;
                if (isLast(values.Current))
                {
                    yield break;
                }
            }

            await WaitAsync(retry, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits before a retry.</summary>
    public Task WaitAsync(int retry, CancellationToken cancellationToken)
    {
        var delay = s_firstDelay * Math.Pow(2, Math.Min(retry, 10));
        return Task.Delay(delay < s_longestDelay ? delay : s_longestDelay, time, cancellationToken);
    }

    private void Log(int retry, Exception e)
    {
        // The first failures are ordinary while a machine is replaced.
        if (retry >= LoggedRetry && BitOperations.IsPow2(retry))
        {
            logger.NotResponding(retry, e);
        }
    }

    private async Task<bool> NextAsync<T>(IAsyncEnumerator<T> values, int retry, CancellationToken cancellationToken)
    {
        try
        {
            return await values.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (IsTransient(e, cancellationToken))
        {
            Log(retry, e);
            return false;
        }
    }

    /// <summary>
    /// Whether a failure is one of the cluster or of its store. Failures of the store can have any type, so everything that isn't
    /// a mistake of the caller is retried. A connection to the store that is lost cancels its operations, which the caller did not
    /// cancel.
    /// </summary>
    private static bool IsTransient(Exception e, CancellationToken cancellationToken) => e is OperationCanceledException
        ? !cancellationToken.IsCancellationRequested
        : e is not (ArgumentException or KeyNotFoundException or ObjectDisposedException or OrleansConfigurationException or SerializerException);
}
