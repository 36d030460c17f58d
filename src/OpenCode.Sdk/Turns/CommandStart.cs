using OpenCode.Models;
using OpenCode.Requests;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>
/// Starts a turn with a command or a shell command, whose message gets an identifier from the client. The server compares
/// identifiers to determine whether a message has a response, so the identifier must match the server's clock. It is therefore
/// derived from the session's last message, while the session is idle.
/// </summary>
/// <param name="sessionId">The session.</param>
/// <param name="route">The last segment of the route, <c>command</c> or <c>shell</c>.</param>
/// <param name="messageId">The identifier that the caller specifies; null if there is none.</param>
/// <param name="send">Sends the request with a message identifier.</param>
internal sealed class CommandStart(string sessionId, string route, string? messageId, Func<SessionRequestBuilder, string, Task> send) : TurnStart
{
    private string? _messageId = messageId;

    /// <inheritdoc/>
    public override bool NeedsIdle => true;

    /// <inheritdoc/>
    public override bool RespondsAtEnd => true;

    /// <inheritdoc/>
    public override string Request => $"POST /session/{sessionId}/{route}";

    /// <inheritdoc/>
    public override async Task<bool> PrepareAsync(TurnCalls calls, CancellationToken cancellationToken)
    {
        if (_messageId is not null)
        {
            return !await calls.HasMessageAsync(_messageId, cancellationToken).ConfigureAwait(false);
        }

        var last = await calls.LastMessageAsync(cancellationToken).ConfigureAwait(false);
        _messageId = IdSequence.After(last?.Info.Id, last?.Info.CreatedAt ?? DateTimeOffset.FromUnixTimeMilliseconds(0)).Next();
        return true;
    }

    /// <inheritdoc/>
    public override Task SendAsync(TurnCalls calls) => send(calls.Server.Session, _messageId!);

    /// <inheritdoc/>
    public override bool Marks(Message message) => message is UserMessage user && user.Id == _messageId;

    /// <inheritdoc/>
    public override bool Marks(Part part) => part.MessageId == _messageId;
}
