using System.Net;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Pages;

namespace OpenCode.Sessions;

/// <summary>Represents everything that the server stores for one session, read with several requests.</summary>
internal sealed record SessionContents
{
    public required Session Session { get; init; }

    public required SessionStatus Status { get; init; }

    /// <summary>Gets all messages, from the oldest to the newest.</summary>
    public required IReadOnlyList<MessageWithParts> Messages { get; init; }

    public required IReadOnlyList<Todo> Todos { get; init; }

    public required IReadOnlyList<SnapshotFileDiff> Diff { get; init; }

    /// <summary>Gets the permission requests of all sessions of the directory.</summary>
    public required IReadOnlyList<PermissionRequest> Permissions { get; init; }

    /// <summary>Gets the questions of all sessions of the directory.</summary>
    public required IReadOnlyList<QuestionRequest> Questions { get; init; }

    /// <summary>Gets the session and the sessions that its agents started.</summary>
    public required SessionTree Tree { get; init; }

    /// <exception cref="OpenCodeException">A request failed.</exception>
    public static async Task<SessionContents> ReadAsync(ServerGroups server, string sessionId, CancellationToken cancellationToken)
    {
        // The session is read first, to distinguish a missing session from other missing data.
        var session = await server.Session.GetAsync(sessionId, cancellationToken).ConfigureAwait(false);
        var tree = new SessionTree(sessionId);
        await tree.FindAsync(server, cancellationToken).ConfigureAwait(false);
        var status = await server.Session.StatusAsync(cancellationToken).ConfigureAwait(false);
        return new SessionContents
        {
            Session = session,
            Status = status.TryGetValue(sessionId, out var own) ? own : new SessionStatusIdle(),
            Todos = await server.Session.TodoAsync(sessionId, cancellationToken).ConfigureAwait(false),
            Diff = await server.Session.DiffAsync(sessionId, null, cancellationToken).ConfigureAwait(false),
            Permissions = await server.Permission.ListAsync(cancellationToken).ConfigureAwait(false),
            Questions = await server.Question.ListAsync(cancellationToken).ConfigureAwait(false),
            Messages = await ReadMessagesAsync(server, sessionId, cancellationToken).ConfigureAwait(false),
            Tree = tree,
        };
    }

    /// <summary>Returns whether a failure means that something does not exist.</summary>
    public static bool IsMissing(Exception exception) => exception is OpenCodeApiException { StatusCode: HttpStatusCode.NotFound };

    /// <summary>
    /// Reads the messages in pages, because a session with attachments can exceed the maximum size of a response.
    /// </summary>
    private static async Task<IReadOnlyList<MessageWithParts>> ReadMessagesAsync(ServerGroups server, string sessionId, CancellationToken cancellationToken)
    {
        var messages = new List<MessageWithParts>();
        await foreach (var message in MessageHistory.ReadBackwardsAsync(server.Session, sessionId, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            messages.Add(message);
        }

        messages.Reverse();
        return messages;
    }
}
