using System.Diagnostics;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Diagnostics;

/// <summary>What OpenTelemetry's conventions for generative AI ask of a prompt, taken from its reply.</summary>
internal static class PromptTelemetry
{
    private const string InvokeAgent = "invoke_agent";

    public static void Record(Call call, object? reply, TimeSpan elapsed, Activity? activity)
    {
        if (call.Operation is not ("session.prompt" or "session.command") || Message(reply) is not { } message)
        {
            return;
        }

        var tags = new TagList
        {
            { "gen_ai.operation.name", InvokeAgent },
            { "gen_ai.provider.name", message.ProviderId },
            { "gen_ai.request.model", message.ModelId },
        };
        var failure = message.Error?.Name;
        if (activity is not null)
        {
            Describe(activity, message, tags);
        }

        RecordTokens("input", message.Tokens.Input, tags);
        RecordTokens("output", message.Tokens.Output, tags);
        if (failure is not null)
        {
            tags.Add("error.type", failure);
            activity?.SetTag("error.type", failure).SetStatus(ActivityStatusCode.Error);
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
        activity.DisplayName = $"{InvokeAgent} {message.Agent}";
        foreach (var tag in tags)
        {
            activity.SetTag(tag.Key, tag.Value);
        }

        activity.SetTag("gen_ai.agent.name", message.Agent);
        activity.SetTag("gen_ai.conversation.id", message.SessionId);
        activity.SetTag("gen_ai.response.id", message.Id);
        activity.SetTag("gen_ai.response.model", message.ModelId);
        activity.SetTag("gen_ai.usage.input_tokens", (long)message.Tokens.Input);
        activity.SetTag("gen_ai.usage.output_tokens", (long)message.Tokens.Output);
        if (message.Finish is { } reason)
        {
            activity.SetTag("gen_ai.response.finish_reasons", new[] { reason });
        }
    }

    private static void RecordTokens(string type, double count, TagList tags)
    {
        tags.Add("gen_ai.token.type", type);
        OpenCodeTelemetry.PromptTokens.Record((long)count, tags);
    }
}
