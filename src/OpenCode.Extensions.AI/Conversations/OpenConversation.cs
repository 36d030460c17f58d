namespace OpenCode.AI.Conversations;

/// <summary>The session of a call while the call lasts. That of a stateless call is deleted at the end.</summary>
/// <param name="client">The client.</param>
/// <param name="sessionId">The session.</param>
/// <param name="options">The options of the chat client.</param>
internal sealed class OpenConversation(OpenCodeClient client, string sessionId, OpenCodeChatClientOptions options) : IAsyncDisposable
{
    public string SessionId => sessionId;

    /// <summary>What the caller continues the conversation with; null if it can't.</summary>
    public string? ConversationId => options.IsStateless ? null : sessionId;

    /// <summary>Not even the caller's cancellation prevents it, but a server that does not respond does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (options.IsStateless)
        {
            await client.With(new() { Timeout = options.Turn.ResponseTimeout }).Session.DeleteAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
