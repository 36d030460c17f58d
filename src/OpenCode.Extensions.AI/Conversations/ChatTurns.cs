using System.Runtime.CompilerServices;
using OpenCode.AI.Prompts;
using OpenCode.AI.Responses;

namespace OpenCode.AI.Conversations;

/// <summary>Runs turns as chat clients want them.</summary>
internal static class ChatTurns
{
    /// <summary>Waits until a turn has ended with an answer, or with one that was cut off.</summary>
    /// <exception cref="OpenCodeTurnException">The turn has no answer.</exception>
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
    /// Yields what happens until the turn has ended. If the server answers several prompts at once, the turn that answers this one too is
    /// followed. A reader that leaves stops the turn, as with other chat clients.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="plan">What is asked for.</param>
    /// <param name="options">How the turn is watched.</param>
    /// <param name="started">Told the message of the user, before the first update of the answer.</param>
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
