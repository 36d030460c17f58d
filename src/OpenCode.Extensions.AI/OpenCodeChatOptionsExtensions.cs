using Microsoft.Extensions.AI;

namespace OpenCode;

/// <summary>
/// Provides extension methods that set opencode options for which <see cref="ChatOptions"/> has no members. The methods change
/// the options and return them.
/// </summary>
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

    /// <summary>
    /// Sets the variant of the model, such as a level of reasoning effort that <see cref="ReasoningOptions.Effort"/> doesn't
    /// include.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="variant">The name of the variant in the server's configuration, for example <c>max</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="variant"/> is null or empty.</exception>
    public static ChatOptions SetVariant(this ChatOptions options, string variant) => Set(options, OpenCodeChatProperties.Variant, Name(variant, nameof(variant)));

    /// <summary>
    /// Continues a copy of a conversation with all its messages so far. The conversation itself doesn't change, and the response
    /// contains the identifier of the copy. <c>POST /session/{sessionID}/fork</c>
    /// </summary>
    /// <param name="options">The options of one call. Each call with them creates another copy.</param>
    /// <param name="conversationId">The conversation to copy.</param>
    /// <exception cref="ArgumentException"><paramref name="conversationId"/> is null or empty.</exception>
    public static ChatOptions Fork(this ChatOptions options, string conversationId)
    {
        Set(options, OpenCodeChatProperties.Fork, true);
        options.ConversationId = Name(conversationId, nameof(conversationId));
        return options;
    }

    /// <summary>
    /// Continues a copy of a conversation that ends with the specified response, without later messages. Use it to continue from
    /// a response that other callers may also have received from a cache.
    /// </summary>
    /// <param name="options">The options of one call. Each call with them creates another copy.</param>
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
            throw new ArgumentException("The response has no ConversationId or no ResponseId. Pass a response of an opencode chat client that is not stateless.", nameof(response));
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
