using System.Runtime.CompilerServices;
using OpenCode.AI.Prompts;
using OpenCode.AI.Responses;

namespace OpenCode.AI.Conversations;

/// <summary>Runs turns with the defaults that callers of chat clients expect.</summary>
internal static class ChatTurns
{
    /// <summary>Waits until a turn has ended with a complete or a truncated response.</summary>
    /// <exception cref="OpenCodeTurnException">The turn ended without a response.</exception>
    public static async Task<PromptEnd> RunAsync(OpenCodeClient client, string sessionId, ChatPlan plan, TurnOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var result = await client.Session.RunAsync(sessionId, plan.Request, options, cancellationToken).ConfigureAwait(false);
            return new PromptCompleted { Result = result };
        }
        catch (OpenCodeTurnException e) when (TurnEnds.IsCutOff(e.End))
        {
            return e.End;
        }
    }

    /// <summary>
    /// Yields the updates of a turn until it has ended. If the server merges several prompts into one turn, that turn is yielded.
    /// A reader that leaves the loop stops the turn, as with other chat clients.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="plan">The plan of the call.</param>
    /// <param name="options">The options of the turn.</param>
    /// <param name="started">Receives the handle of the turn before the first update of the response.</param>
    /// <param name="cancellationToken">Stops the turn.</param>
    public static async IAsyncEnumerable<PromptUpdate> StreamAsync(
        OpenCodeClient client,
        string sessionId,
        ChatPlan plan,
        TurnOptions options,
        Action<TurnHandle> started,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = options with
        {
            PermissionPolicy = options.PermissionPolicy ?? PermissionPolicy.Reject,
            QuestionPolicy = options.QuestionPolicy ?? QuestionPolicy.Reject,
            AbortWhenCancelled = options.AbortWhenCancelled ?? true,
            OnStarted = (handle, token) =>
            {
                started(handle);
                return options.OnStarted?.Invoke(handle, token) ?? Task.CompletedTask;
            },
        };
        var isEnded = false;
        var updates = client.Session.PromptStreamingAsync(sessionId, plan.Request, watch, stop.Token);
        while (!isEnded)
        {
            TurnHandle? next = null;
            var reader = updates.GetAsyncEnumerator(stop.Token);
            try
            {
                while (await reader.MoveNextAsync().ConfigureAwait(false))
                {
                    next = (reader.Current as PromptMerged)?.Into;
                    isEnded = reader.Current is PromptEnd && next is null;
                    if (next is null)
                    {
                        yield return reader.Current;
                    }
                }
            }
            finally
            {
                if (!isEnded && next is null)
                {
                    stop.Cancel();
                }

                await reader.DisposeAsync().ConfigureAwait(false);
            }

            updates = next is null ? updates : client.Session.WatchTurnAsync(next, watch, stop.Token);
        }
    }
}
