using Microsoft.Extensions.AI;

namespace OpenCode;

/// <summary>Sets options of opencode that <see cref="ChatOptions"/> has no members for. The methods change the options and return them.</summary>
public static class OpenCodeChatOptionsExtensions
{
    /// <summary>Sets the agent that responds.</summary>
    /// <param name="options">The options.</param>
    /// <param name="agent">The name of the agent, for example <c>plan</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="agent"/> is null or empty.</exception>
    /// <example><code>
    /// ChatResponse plan = await chat.GetResponseAsync("How would you fix it?", new ChatOptions().SetAgent("plan"));
    /// </code></example>
    public static ChatOptions SetAgent(this ChatOptions options, string agent) => Set(options, OpenCodeChatProperties.Agent, Name(agent, nameof(agent)));

    /// <summary>Sets the variant of the model, such as a level of reasoning effort that <see cref="ReasoningOptions.Effort"/> does not name.</summary>
    /// <param name="options">The options.</param>
    /// <param name="variant">The name of the variant in the server's configuration, for example <c>max</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="variant"/> is null or empty.</exception>
    public static ChatOptions SetVariant(this ChatOptions options, string variant) => Set(options, OpenCodeChatProperties.Variant, Name(variant, nameof(variant)));

    /// <summary>
    /// Lets the call continue a copy of a conversation, with all its messages so far. The conversation itself does not change, and the
    /// response has the identifier of the copy. <c>POST /session/{sessionID}/fork</c>
    /// </summary>
    /// <param name="options">The options, for one call: another call with them makes another copy.</param>
    /// <param name="conversationId">The conversation.</param>
    /// <exception cref="ArgumentException"><paramref name="conversationId"/> is null or empty.</exception>
    public static ChatOptions Fork(this ChatOptions options, string conversationId)
    {
        Set(options, OpenCodeChatProperties.Fork, true);
        options.ConversationId = Name(conversationId, nameof(conversationId));
        return options;
    }

    /// <summary>
    /// Lets the call continue a copy of a conversation that ends with a response, whatever has been said in the conversation since. It is
    /// the safe way to continue from a response that a cache may have given to others too.
    /// </summary>
    /// <param name="options">The options, for one call: another call with them makes another copy.</param>
    /// <param name="response">The last response that the copy contains. It may have been serialized.</param>
    /// <exception cref="ArgumentException"><paramref name="response"/> has no conversation or no identifier.</exception>
    /// <example><code>
    /// ChatResponse cached = await chat.GetResponseAsync("Describe the architecture");
    /// ChatResponse mine = await chat.GetResponseAsync("Which part is the oldest?", new ChatOptions().ForkAfter(cached));
    /// </code></example>
    public static ChatOptions ForkAfter(this ChatOptions options, ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(response);
        if (response.ConversationId is not { Length: > 0 } conversationId || response.ResponseId is not { Length: > 0 } responseId)
        {
            throw new ArgumentException("The response has no ConversationId or no ResponseId. It is not one of a stateful opencode chat client.", nameof(response));
        }

        Set(options, OpenCodeChatProperties.ForkAfter, responseId);
        options.ConversationId = conversationId;
        return options;
    }

    private static ChatOptions Set(ChatOptions options, string key, object value)
    {
        ArgumentNullException.ThrowIfNull(options);
        (options.AdditionalProperties ??= [])[key] = value;
        return options;
    }

    private static string Name(string value, string parameterName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, parameterName);
        return value;
    }
}
