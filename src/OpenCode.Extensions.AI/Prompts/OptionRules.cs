using System.Collections;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace OpenCode.AI.Prompts;

/// <summary>Refuses options that an agent doesn't support. The table in <c>docs/chat-client.md</c> lists all members.</summary>
internal static class OptionRules
{
    private const string Sampling = "opencode uses the value in its configuration of the agent or the model";

    /// <exception cref="NotSupportedException">A member has a value that isn't supported.</exception>
    public static void Check(ChatOptions options)
    {
        Refuse(options.Temperature, nameof(options.Temperature), Sampling);
        Refuse(options.TopP, nameof(options.TopP), Sampling);
        Refuse(options.TopK, nameof(options.TopK), Sampling);
        Refuse(options.FrequencyPenalty, nameof(options.FrequencyPenalty), Sampling);
        Refuse(options.PresencePenalty, nameof(options.PresencePenalty), Sampling);
        Refuse(options.Seed, nameof(options.Seed), Sampling);
        Refuse(options.MaxOutputTokens, nameof(options.MaxOutputTokens), Sampling + $"; to limit the tokens of a turn, set TurnOptions.{nameof(TurnOptions.MaxTokens)}");
        Refuse(options.StopSequences is { Count: > 0 } ? options.StopSequences : null, nameof(options.StopSequences), "an agent does not stop its work because of a text");
        Refuse(options.AllowMultipleToolCalls == false ? options.AllowMultipleToolCalls : null, nameof(options.AllowMultipleToolCalls), "the agent decides how many tools it calls");
        Refuse(options.ToolMode is null or AutoChatToolMode ? null : options.ToolMode, nameof(options.ToolMode), "the agent decides which tools it calls; to use an agent without tools, configure one on the server");
        Refuse(options.Reasoning?.Output == ReasoningOutput.Summary ? options.Reasoning.Output : null, "Reasoning.Output", "the model decides how much of its reasoning it returns");
#pragma warning disable MEAI001 // The members are experimental, but a caller that sets them must get an exception.
        Refuse(options.AllowBackgroundResponses == true ? options.AllowBackgroundResponses : null, nameof(options.AllowBackgroundResponses), Background);
        Refuse(options.ContinuationToken, nameof(options.ContinuationToken), Background);
#pragma warning restore MEAI001
    }

    private const string Background = "to attach to a turn later or from another process, use client.Session.WatchTurnAsync with the TurnHandle";

    private static void Refuse(object? value, string name, string reason)
    {
        if (value is not null)
        {
            throw new NotSupportedException($"ChatOptions.{name} = {Show(value)} is not supported: {reason}.");
        }
    }

    private static string Show(object value) => value switch
    {
        RequiredChatToolMode { RequiredFunctionName: { } name } => $"RequireSpecific({name})",
        RequiredChatToolMode => "RequireAny",
        NoneChatToolMode => "None",
        string text => text,
        IEnumerable values => $"[{string.Join(", ", values.Cast<object?>())}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
