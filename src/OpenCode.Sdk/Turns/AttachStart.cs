using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Attaches to a turn that was started earlier. It sends nothing.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="messageId">The user's message that started the turn; null for the session's last turn.</param>
internal sealed class AttachStart(string sessionId, string? messageId) : TurnStart
{
    private string? _messageId = messageId;

    /// <inheritdoc/>
    public override string Request => $"GET /session/{sessionId}/message";

    /// <inheritdoc/>
    public override async Task<bool> PrepareAsync(TurnCalls calls, CancellationToken cancellationToken)
    {
        if (_messageId is not null)
        {
            await calls.RequireMessageAsync(_messageId, cancellationToken).ConfigureAwait(false);
            return false;
        }

        _messageId = await calls.LastStartAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"The session {sessionId} contains no message of a user, so there is no turn to watch. Send a prompt first.");
        return false;
    }

    /// <inheritdoc/>
    public override Task SendAsync(TurnCalls calls) => Task.CompletedTask;

    /// <inheritdoc/>
    public override bool Marks(Message message) => message is UserMessage user && user.Id == _messageId;
}
