using System.Net;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Pages;

namespace OpenCode.Sessions;

/// <summary>Everything that the server keeps of one session, read piece by piece.</summary>
internal sealed record SessionContents
{
    public required Session Session { get; init; }

    public required SessionStatus Status { get; init; }

    /// <summary>All messages, from the oldest to the newest.</summary>
    public required IReadOnlyList<MessageWithParts> Messages { get; init; }

    public required IReadOnlyList<Todo> Todos { get; init; }

    public required IReadOnlyList<SnapshotFileDiff> Diff { get; init; }

    /// <summary>Permissions of all sessions of the directory.</summary>
    public required IReadOnlyList<PermissionRequest> Permissions { get; init; }

    /// <summary>Questions of all sessions of the directory.</summary>
    public required IReadOnlyList<QuestionRequest> Questions { get; init; }

    /// <summary>The session with those that its agents have started.</summary>
    public required SessionTree Tree { get; init; }

    /// <exception cref="OpenCodeException">A request failed.</exception>
    public static async Task<SessionContents> ReadAsync(ServerGroups server, string sessionId, CancellationToken cancellationToken)
    {
        // The session comes first, so that its own absence is not taken for that of something else.
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

    /// <summary>Whether a failure says that something does not exist.</summary>
    public static bool IsMissing(Exception exception) => exception is OpenCodeApiException { StatusCode: HttpStatusCode.NotFound };

    /// <summary>Page by page, because a session with attachments may be larger than a response may be.</summary>
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
