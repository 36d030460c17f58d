namespace OpenCode.AI.Conversations;

/// <summary>
/// Represents the session of a call while the call runs. The session of a stateless call is deleted at the end.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="sessionId">The session.</param>
/// <param name="options">The options of the chat client.</param>
internal sealed class OpenConversation(OpenCodeClient client, string sessionId, OpenCodeChatClientOptions options) : IAsyncDisposable
{
    public string SessionId => sessionId;

    /// <summary>The identifier with which the caller continues the conversation; null for a stateless call.</summary>
    public string? ConversationId => options.IsStateless ? null : sessionId;

    /// <summary>
    /// Deletes the session of a stateless call, even if the caller has canceled the call. The request has a timeout in case the
    /// server doesn't respond.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (options.IsStateless)
        {
            await client.With(new() { Timeout = options.Turn.ResponseTimeout }).Session.DeleteAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
