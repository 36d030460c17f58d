using System.Diagnostics;
using System.Runtime.CompilerServices;
using OpenCode.Diagnostics;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Records turns according to the semantic conventions of OpenTelemetry for generative AI.</summary>
internal static class TurnTelemetry
{
    /// <summary>The value that the conventions define for a failure without a name.</summary>
    private const string OtherError = "_OTHER";

    /// <summary>Records a streamed prompt as an activity, from its first update to its last.</summary>
    public static async IAsyncEnumerable<PromptUpdate> WatchAsync(
        IAsyncEnumerable<PromptUpdate> prompt, string sessionId, TimeProvider timeProvider, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var start = timeProvider.GetTimestamp();
        using var activity = OpenCodeTelemetry.Source.StartActivity(AgentTelemetry.InvokeAgent, ActivityKind.Client);
        activity?.SetTag("gen_ai.operation.name", AgentTelemetry.InvokeAgent).SetTag("gen_ai.conversation.id", DisplayText.OfName(sessionId));
        var updates = prompt.GetAsyncEnumerator(cancellationToken);
        await using var _ = updates.ConfigureAwait(false);
        while (await MoveNextAsync(updates, activity).ConfigureAwait(false))
        {
            if (updates.Current is PromptEnd end)
            {
                Record(end, timeProvider.GetElapsedTime(start), activity);
            }

            yield return updates.Current;
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<PromptUpdate> updates, Activity? activity)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not TurnPausedException)
        {
            AgentTelemetry.Fail(activity, e.GetType().FullName!);
            throw;
        }
    }

    private static void Record(PromptEnd end, TimeSpan elapsed, Activity? activity)
    {
        var failure = end switch
        {
            PromptCompleted => null,
            PromptFailed { Error: { } error } => error.Name,
            PromptAborted { Error: { } error } => error.Name,
            _ => OtherError,
        };
        if (end.Message is { } message)
        {
            AgentTelemetry.Record(message, failure, elapsed, activity);
        }
        else if (failure is not null)
        {
            AgentTelemetry.Fail(activity, failure);
        }
    }
}
