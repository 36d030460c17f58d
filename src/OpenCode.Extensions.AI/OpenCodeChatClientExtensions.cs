using Microsoft.Extensions.AI;
using OpenCode.AI;

namespace OpenCode;

/// <summary>Provides extension methods that create chat clients from opencode clients.</summary>
public static class OpenCodeChatClientExtensions
{
    /// <summary>
    /// Returns an <see cref="IChatClient"/> whose conversations are sessions of the server and whose responses are turns of the agent.
    /// <para><c>POST /session</c>, <c>GET /event</c>, <c>POST /session/{sessionID}/prompt_async</c></para>
    /// </summary>
    /// <remarks>
    /// The chat client is thread-safe. It uses the connections of <paramref name="client"/>, which stays open when the chat
    /// client is disposed. <c>docs/chat-client.md</c> lists how each message, content, and option is treated. If the agent
    /// doesn't support one, the call throws before it sends a request; no option is ignored.
    /// </remarks>
    /// <param name="client">The client, or a view of it for another directory: <c>client.In("/path")</c>.</param>
    /// <param name="options">The defaults for all responses; null for the default options.</param>
    /// <returns>The chat client.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <example><code>
    /// IChatClient chat = client.AsChatClient(new() { DefaultModelId = "anthropic/claude-sonnet-4-5" });
    /// ChatResponse response = await chat.GetResponseAsync("Why is the build red?");
    /// ChatResponse next = await chat.GetResponseAsync("Fix it", new() { ConversationId = response.ConversationId });
    /// </code></example>
    public static IChatClient AsChatClient(this OpenCodeClient client, OpenCodeChatClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        options ??= new();
        options.Validate();
        return new OpenCodeChatClient(client, options);
    }
}
