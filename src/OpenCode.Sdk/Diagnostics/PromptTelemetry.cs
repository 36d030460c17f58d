using System.Diagnostics;
using System.Runtime.CompilerServices;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Diagnostics;

/// <summary>Records prompts as the semantic conventions of OpenTelemetry for generative AI require, from their replies.</summary>
internal static class PromptTelemetry
{
    private const string InvokeAgent = "invoke_agent";

    /// <summary>The value of the conventions for a failure without a name.</summary>
    private const string OtherError = "_OTHER";

    public static void Record(Call call, object? reply, TimeSpan elapsed, Activity? activity)
    {
        if (call.Operation is "session.prompt" or "session.command" && Message(reply) is { } message)
        {
            Record(message, message.Error?.Name, elapsed, activity);
        }
    }

    /// <summary>Records a streamed prompt as an activity, from its first update to its last.</summary>
    public static async IAsyncEnumerable<PromptUpdate> WatchAsync(
        IAsyncEnumerable<PromptUpdate> prompt, string sessionId, TimeProvider timeProvider, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var start = timeProvider.GetTimestamp();
        using var activity = OpenCodeTelemetry.Source.StartActivity(InvokeAgent, ActivityKind.Client);
        activity?.SetTag("gen_ai.operation.name", InvokeAgent).SetTag("gen_ai.conversation.id", Name(sessionId));
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
        catch (Exception e)
        {
            Fail(activity, e.GetType().FullName!);
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
            Record(message, failure, elapsed, activity);
        }
        else if (failure is not null)
        {
            Fail(activity, failure);
        }
    }

    private static void Record(AssistantMessage message, string? failure, TimeSpan elapsed, Activity? activity)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", InvokeAgent },
            { "gen_ai.provider.name", Name(message.ProviderId) },
            { "gen_ai.request.model", Name(message.ModelId) },
        };
        if (activity is not null)
        {
            Describe(activity, message, tags);
        }

        RecordTokens("input", message.Tokens.Input, tags);
        RecordTokens("output", message.Tokens.Output, tags);
        if (failure is not null)
        {
            tags.Add("error.type", Name(failure));
            Fail(activity, failure);
        }

        OpenCodeTelemetry.PromptDuration.Record(elapsed.TotalSeconds, tags);
    }

    private static AssistantMessage? Message(object? reply) => reply switch
    {
        MessageWithParts { Info: AssistantMessage message } => message,
        AssistantMessageWithParts { Info: var message } => message,
        _ => null,
    };

    private static void Describe(Activity activity, AssistantMessage message, TagList tags)
    {
        activity.DisplayName = $"{InvokeAgent} {Name(message.Agent)}";
        foreach (var tag in tags)
        {
            activity.SetTag(tag.Key, tag.Value);
        }

        activity.SetTag("gen_ai.agent.name", Name(message.Agent));
        activity.SetTag("gen_ai.conversation.id", Name(message.SessionId));
        activity.SetTag("gen_ai.response.id", Name(message.Id));
        activity.SetTag("gen_ai.response.model", Name(message.ModelId));
        activity.SetTag("gen_ai.usage.input_tokens", (long)message.Tokens.Input);
        activity.SetTag("gen_ai.usage.output_tokens", (long)message.Tokens.Output);
        if (message.Finish is { } reason)
        {
            activity.SetTag("gen_ai.response.finish_reasons", new[] { Name(reason) });
        }
    }

    private static void Fail(Activity? activity, string failure) =>
        activity?.SetTag("error.type", Name(failure)).SetStatus(ActivityStatusCode.Error);

    /// <summary>Names come from the server.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Name(string? text) => DisplayText.Of(text, DisplayText.MaxNameLength);

    private static void RecordTokens(string type, double count, TagList tags)
    {
        tags.Add("gen_ai.token.type", type);
        OpenCodeTelemetry.PromptTokens.Record((long)count, tags);
    }
}
