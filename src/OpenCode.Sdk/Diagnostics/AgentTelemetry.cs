using System.Diagnostics;
using OpenCode.Calls;
using OpenCode.Models;

namespace OpenCode.Diagnostics;

/// <summary>
/// Records prompts from their replies, according to the semantic conventions of OpenTelemetry for generative AI.
/// </summary>
internal static class AgentTelemetry
{
    public const string InvokeAgent = "invoke_agent";

    /// <summary>Records the reply to a prompt or command.</summary>
    public static void Record(Call call, object? reply, TimeSpan elapsed, Activity? activity)
    {
        if (call.Operation is "session.prompt" or "session.command" && Message(reply) is { } message)
        {
            Record(message, message.Error?.Name, elapsed, activity);
        }
    }

    /// <summary>Records a message of the agent.</summary>
    public static void Record(AssistantMessage message, string? failure, TimeSpan elapsed, Activity? activity)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", InvokeAgent },
            { "gen_ai.provider.name", DisplayText.OfName(message.ProviderId) },
            { "gen_ai.request.model", DisplayText.OfName(message.ModelId) },
        };
        if (activity is not null)
        {
            Describe(activity, message, tags);
        }

        RecordTokens("input", message.Tokens.Input, tags);
        RecordTokens("output", message.Tokens.Output, tags);
        if (failure is not null)
        {
            tags.Add("error.type", DisplayText.OfName(failure));
            Fail(activity, failure);
        }

        OpenCodeTelemetry.Prompts.Duration.Record(elapsed.TotalSeconds, tags);
    }

    private static AssistantMessage? Message(object? reply) => reply switch
    {
        MessageWithParts { Info: AssistantMessage message } => message,
        AssistantMessageWithParts { Info: var message } => message,
        _ => null,
    };

    private static void Describe(Activity activity, AssistantMessage message, TagList tags)
    {
        activity.DisplayName = $"{InvokeAgent} {DisplayText.OfName(message.Agent)}";
        foreach (var tag in tags)
        {
            activity.SetTag(tag.Key, tag.Value);
        }

        activity.SetTag("gen_ai.agent.name", DisplayText.OfName(message.Agent));
        activity.SetTag("gen_ai.conversation.id", DisplayText.OfName(message.SessionId));
        activity.SetTag("gen_ai.response.id", DisplayText.OfName(message.Id));
        activity.SetTag("gen_ai.response.model", DisplayText.OfName(message.ModelId));
        activity.SetTag("gen_ai.usage.input_tokens", (long)message.Tokens.Input);
        activity.SetTag("gen_ai.usage.output_tokens", (long)message.Tokens.Output);
        if (message.Finish is { } reason)
        {
            activity.SetTag("gen_ai.response.finish_reasons", new[] { DisplayText.OfName(reason) });
        }
    }

    /// <summary>Marks an activity as failed.</summary>
    public static void Fail(Activity? activity, string failure) =>
        activity?.SetTag("error.type", DisplayText.OfName(failure)).SetStatus(ActivityStatusCode.Error);

    private static void RecordTokens(string type, double count, TagList tags)
    {
        tags.Add("gen_ai.token.type", type);
        OpenCodeTelemetry.Prompts.Tokens.Record((long)count, tags);
    }
}
