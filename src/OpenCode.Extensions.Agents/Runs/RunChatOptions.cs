using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace OpenCode.Agents.Runs;

/// <summary>Combines the options of a run with those of the agent to chat options.</summary>
internal static class RunChatOptions
{
    /// <exception cref="NotSupportedException">
    /// The options belong to another kind of agent, or they fork a conversation.
    /// </exception>
    /// <exception cref="ArgumentException">The options specify another session.</exception>
    public static ChatOptions Of(OpenCodeAgentOptions agent, AgentRunOptions? run, string? sessionId)
    {
        var options = run switch
        {
            null => new(),
            OpenCodeAgentRunOptions { ChatOptions: var chat } => chat?.Clone() ?? new(),
            _ when run.GetType() == typeof(AgentRunOptions) => new ChatOptions(),
            _ => throw new NotSupportedException($"Run options of the type {run.GetType()} are not supported. Use {nameof(OpenCodeAgentRunOptions)} or AgentRunOptions."),
        };
        if (options.ConversationId is { } conversation && conversation != sessionId)
        {
            throw new ArgumentException($"ChatOptions.ConversationId = {conversation} differs from the session of the run ({sessionId ?? "a new session"}). Use {nameof(OpenCodeAgent)}.{nameof(OpenCodeAgent.CreateSessionAsync)}(sessionId).", nameof(run));
        }

        options.ConversationId = sessionId;
        options.Instructions = string.Join("\n\n", new[] { agent.Instructions, options.Instructions }.Where(i => !string.IsNullOrWhiteSpace(i))) is { Length: > 0 } text ? text : null;
        options.Tools = agent.Tools.Count + (options.Tools?.Count ?? 0) == 0 ? null : [.. agent.Tools, .. options.Tools ?? []];
        if (run is not null)
        {
            options.ResponseFormat = run.ResponseFormat ?? options.ResponseFormat;
#pragma warning disable MEAI001 // The members are experimental. They are refused in the same way as those of ChatOptions.
            options.AllowBackgroundResponses = run.AllowBackgroundResponses ?? options.AllowBackgroundResponses;
            options.ContinuationToken = run.ContinuationToken ?? options.ContinuationToken;
#pragma warning restore MEAI001
            foreach (var property in run.AdditionalProperties ?? [])
            {
                (options.AdditionalProperties ??= [])[property.Key] = property.Value;
            }
        }

        if (options.AdditionalProperties?.Keys.FirstOrDefault(k => k is OpenCodeChatProperties.Fork or OpenCodeChatProperties.ForkAfter) is { } fork)
        {
            throw new NotSupportedException($"AdditionalProperties[\"{fork}\"] is not supported by an agent. Use {nameof(OpenCodeAgent)}.{nameof(OpenCodeAgent.ForkSessionAsync)} and run the agent with the copy.");
        }

        return options;
    }
}
