using System.Runtime.CompilerServices;
using OpenCode.Agents.Requests;
using OpenCode.Turns;

namespace OpenCode.Agents.Runs;

/// <summary>
/// Follows a turn until it has ended or waits for the caller. If the server merges several prompts into one turn, that turn is
/// followed. A reader that leaves the loop before the end stops the turn.
/// </summary>
internal sealed class FollowedTurn(OpenCodeClient client, TurnOptions options, CallerRequests requests, Action<TurnHandle> started)
{
    /// <summary>Whether the turn waits for the caller.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Whether following the turn failed. The turn may continue on the server.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The end of the turn; null if it hasn't ended.</summary>
    public PromptEnd? End { get; private set; }

    public async IAsyncEnumerable<PromptUpdate> ReadAsync(Func<TurnOptions, CancellationToken, IAsyncEnumerable<PromptUpdate>> start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = options with
        {
            OnPermission = requests.DecideAsync,
            OnQuestion = requests.DecideAsync,
            AbortWhenCancelled = options.AbortWhenCancelled ?? true,
            OnStarted = (handle, token) =>
            {
                started(handle);
                return options.OnStarted?.Invoke(handle, token) ?? Task.CompletedTask;
            },
        };
        var updates = start(watch, stop.Token);
        while (End is null && !IsPaused)
        {
            TurnHandle? next = null;
            var reader = updates.GetAsyncEnumerator(stop.Token);
            try
            {
                while (await MoveNextAsync(reader).ConfigureAwait(false))
                {
                    next = (reader.Current as PromptMerged)?.Into;
                    End = next is null ? reader.Current as PromptEnd : null;
                    if (next is null)
                    {
                        yield return reader.Current;
                    }
                }
            }
            finally
            {
                if (End is null && next is null && !IsPaused && !IsLost)
                {
                    stop.Cancel();
                }

                await reader.DisposeAsync().ConfigureAwait(false);
            }

            updates = next is null ? updates : client.Session.WatchTurnAsync(next, watch, stop.Token);
        }
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<PromptUpdate> reader)
    {
        try
        {
            return await reader.MoveNextAsync().ConfigureAwait(false);
        }
        catch (TurnPausedException)
        {
            IsPaused = true;
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            IsLost = true;
            throw;
        }
    }
}
