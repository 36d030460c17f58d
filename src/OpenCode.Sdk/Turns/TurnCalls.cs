using System.Net;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Pages;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>
/// Sends the requests that follow a turn. <see cref="TurnOptions.ResponseTimeout"/> limits their time. Only the newest messages
/// are read, in pages that do not exceed the maximum size of a response.
/// </summary>
internal sealed class TurnCalls(ServerGroups server, ServerGroups bounded, string sessionId)
{
    /// <summary>The number of messages in a page.</summary>
    private const int PageSize = 20;

    /// <summary>The maximum number of messages that are searched for the start of a turn.</summary>
    private const int Searched = 200;

    /// <summary>Gets the operations for the request that starts the turn, which can take as long as the turn.</summary>
    public ServerGroups Server => server;

    /// <summary>Gets the operations for all other requests.</summary>
    public ServerGroups Bounded => bounded;

    public async Task<IReadOnlyDictionary<string, SessionStatus>> StatusAsync(CancellationToken cancellationToken) =>
        await bounded.Session.StatusAsync(cancellationToken).ConfigureAwait(false);

    public async Task<bool> IsBusyAsync(CancellationToken cancellationToken) =>
        (await StatusAsync(cancellationToken).ConfigureAwait(false)).TryGetValue(sessionId, out var own) && own is not SessionStatusIdle;

    public async Task<bool> HasMessageAsync(string messageId, CancellationToken cancellationToken)
    {
        try
        {
            await RequireMessageAsync(messageId, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <exception cref="OpenCodeApiException">The session has no such message.</exception>
    public async Task RequireMessageAsync(string messageId, CancellationToken cancellationToken)
    {
        try
        {
            await bounded.Session.MessageAsync(sessionId, messageId, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenCodeApiException e) when (MessageHistory.IsUnwritable(e))
        {
            // The message exists, and its content is not needed.
            return;
        }
    }

    /// <summary>Returns the newest message; null if there is none.</summary>
    public async Task<MessageWithParts?> LastMessageAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in MessageHistory.ReadBackwardsAsync(bounded.Session, sessionId, 2, cancellationToken).ConfigureAwait(false))
        {
            return message;
        }

        return null;
    }

    /// <summary>Returns the newest messages, from the oldest to the newest.</summary>
    public async Task<IReadOnlyList<MessageWithParts>> ReadNewestAsync(CancellationToken cancellationToken) =>
        (await ReadUntilAsync(static _ => false, PageSize, cancellationToken).ConfigureAwait(false)).Messages;

    /// <summary>
    /// Returns the messages since the start of a turn, from the oldest to the newest, and whether they include the message that
    /// starts the turn.
    /// </summary>
    public Task<(IReadOnlyList<MessageWithParts> Messages, bool IsWhole)> ReadTurnAsync(ITurnMark mark, CancellationToken cancellationToken) =>
        ReadUntilAsync(m => mark.Marks(m.Info) || m.Parts.Any(mark.Marks), Searched, cancellationToken);

    /// <summary>
    /// Returns the identifier of the user's message that starts the session's last turn; null if there is none.
    /// </summary>
    public async Task<string?> LastStartAsync(CancellationToken cancellationToken)
    {
        var (messages, _) = await ReadUntilAsync(IsStart, Searched, cancellationToken).ConfigureAwait(false);
        return messages.FirstOrDefault(IsStart)?.Info.Id ?? messages.FirstOrDefault(m => m.Info is UserMessage)?.Info.Id;
    }

    /// <summary>Returns the pending requests of the directory.</summary>
    public async Task<(IReadOnlyList<PermissionRequest> Permissions, IReadOnlyList<QuestionRequest> Questions)> ReadAsksAsync(CancellationToken cancellationToken) => (
        await bounded.Permission.ListAsync(cancellationToken).ConfigureAwait(false),
        await bounded.Question.ListAsync(cancellationToken).ConfigureAwait(false));

    public Task<IReadOnlyList<Todo>> ReadTodosAsync(CancellationToken cancellationToken) => bounded.Session.TodoAsync(sessionId, cancellationToken);

    /// <summary>Reads the usage of sub-agents.</summary>
    public async Task CountSubagentsAsync(TurnState state, CancellationToken cancellationToken)
    {
        foreach (var child in state.Tree.Members.Where(id => id != sessionId).ToList())
        {
            await foreach (var message in MessageHistory.ReadBackwardsAsync(bounded.Session, child, PageSize, cancellationToken).ConfigureAwait(false))
            {
                if (message.Info.CreatedAt < state.Start?.CreatedAt)
                {
                    break;
                }

                if (message.Info is AssistantMessage assistant)
                {
                    state.Count(assistant);
                }
            }
        }
    }

    private static bool IsStart(MessageWithParts message) =>
        message.Info is UserMessage && message.Parts.Any(p => p is not (CompactionPart { Auto: true } or TextPart { Synthetic: true }));

    private async Task<(IReadOnlyList<MessageWithParts> Messages, bool IsWhole)> ReadUntilAsync(Func<MessageWithParts, bool> isLast, int limit, CancellationToken cancellationToken)
    {
        var messages = new List<MessageWithParts>();
        var isWhole = false;
        await foreach (var message in MessageHistory.ReadBackwardsAsync(bounded.Session, sessionId, PageSize, cancellationToken).ConfigureAwait(false))
        {
            messages.Add(message);
            isWhole = isLast(message);
            if (isWhole || messages.Count >= limit)
            {
                break;
            }
        }

        messages.Reverse();
        return (messages, isWhole);
    }
}
