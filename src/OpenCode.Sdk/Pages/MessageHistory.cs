using System.Net;
using System.Runtime.CompilerServices;
using OpenCode.Diagnostics;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;
using OpenCode.Sessions;

namespace OpenCode.Pages;

/// <summary>
/// Reads the messages of a session from the newest to the oldest, in pages that fit into
/// <see cref="OpenCodeClientOptions.MaxResponseBytes"/>.
/// </summary>
/// <remarks>
/// A page that is too large, or that the server can't write, is requested again with half as many messages, down to one. Later
/// pages grow again. No message is returned twice, and no message that existed at the start is missing unless it is deleted in
/// the meantime. Messages that are added after the first page may not be included.
/// </remarks>
internal static class MessageHistory
{
    /// <summary>The default number of messages in a page.</summary>
    public const int DefaultPageSize = PageSize.Default;

    /// <summary>Reads messages. A single message that is too large is skipped and logged as a warning.</summary>
    /// <param name="session">The operations, in the view whose directory and limits apply.</param>
    /// <param name="sessionId">The identifier of the session.</param>
    /// <param name="pageSize">The maximum number of messages in a page; at least 1.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public static IAsyncEnumerable<MessageWithParts> ReadBackwardsAsync(SessionRequestBuilder session, string sessionId, int pageSize = DefaultPageSize, CancellationToken cancellationToken = default)
    {
        var logger = new ServerGroups(session).Logger;
        return ReadBackwardsAsync(session, sessionId, pageSize, null, skipped => logger.MessageLeftOut(sessionId, skipped.Reason.Message), cancellationToken);
    }

    /// <summary>Reads messages, and reports single messages that are too large.</summary>
    /// <param name="session">The operations, in the view whose directory and limits apply.</param>
    /// <param name="sessionId">The identifier of the session.</param>
    /// <param name="pageSize">The maximum number of messages in a page; at least 1.</param>
    /// <param name="before">A cursor of the server; null starts at the newest message.</param>
    /// <param name="skip">
    /// Called in the position of a single message that is too large; null to throw instead. A server without cursors can't skip
    /// such a message, so that the exception is always thrown.
    /// </param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="OpenCodeException">A request failed.</exception>
    public static async IAsyncEnumerable<MessageWithParts> ReadBackwardsAsync(
        SessionRequestBuilder session,
        string sessionId,
        int pageSize,
        string? before,
        Action<SkippedMessage>? skip,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var size = pageSize;
        for (var cursor = before; ;)
        {
            var page = await ReadPageAsync(session, sessionId, size, cursor, cancellationToken).ConfigureAwait(false);
            if (page.Failure is { } reason)
            {
                if (size > 1)
                {
                    size /= 2;
                    continue;
                }

                if (skip is null || (page.Next is null && cursor is null && !await KnowsCursorsAsync(session, sessionId, cancellationToken).ConfigureAwait(false)))
                {
                    throw reason;
                }

                skip(new SkippedMessage(MessageCursor.MessageId(page.Next), reason));
            }

            var fresh = page.NewestFirst(seen);
            foreach (var message in fresh)
            {
                yield return message;
            }

            if (page.Next is null && cursor is null && page.Messages.Count == size)
            {
                // Either the page contains exactly all messages, or the server does not support cursors.
                await foreach (var message in ReadGrowingAsync(session, sessionId, size, seen, cancellationToken).ConfigureAwait(false))
                {
                    yield return message;
                }
            }

            // A page without new messages would repeat endlessly.
            if (page.Next is null || page.Next == cursor || (page.Failure is null && fresh.Count == 0))
            {
                yield break;
            }

            cursor = page.Next;
            size = PageSize.Doubled(size, pageSize);
        }
    }

    /// <summary>
    /// Reads from a server without cursors: each request returns more of the newest messages than the previous one.
    /// </summary>
    private static async IAsyncEnumerable<MessageWithParts> ReadGrowingAsync(
        SessionRequestBuilder session,
        string sessionId,
        int known,
        HashSet<string> seen,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long count = known, step = known; ;)
        {
            var page = await ReadPageAsync(session, sessionId, count + step, null, cancellationToken).ConfigureAwait(false);
            if (page.Failure is { } reason)
            {
                step = step > 1 ? step / 2 : throw reason;
                continue;
            }

            var fresh = page.NewestFirst(seen);
            foreach (var message in fresh)
            {
                yield return message;
            }

            if (fresh.Count == 0 || page.Messages.CountSent() != count + step)
            {
                yield break;
            }

            count += step;
            step = count;
        }
    }

    private static async Task<Page> ReadPageAsync(SessionRequestBuilder session, string sessionId, long limit, string? before, CancellationToken cancellationToken)
    {
        try
        {
            var response = await session.Fields.MessagesAsync(sessionId, new() { Limit = limit, Before = before }, cancellationToken).ConfigureAwait(false);
            return new Page(response.EnsureSuccess().Data, MessageCursor.Of(response.Response), null);
        }
        catch (OpenCodeException e) when (e is OpenCodeProtocolException { IsTooLarge: true } || IsUnwritable(e))
        {
            return new Page([], MessageCursor.Of(e.Response), e);
        }
    }

    /// <summary>
    /// Returns whether the server failed because a message does not match its OpenAPI document. Version 1.18.33 fails in this way
    /// for some messages that request a JSON schema. See https://github.com/anomalyco/opencode/issues/26929.
    /// </summary>
    public static bool IsUnwritable(OpenCodeException exception) =>
        exception is OpenCodeApiException { StatusCode: HttpStatusCode.BadRequest, Error: BadRequestError { Data.Kind: { } kind } } && kind == BadRequestErrorDataKind.Body;

    /// <summary>Distinguishes a session with one message from a server that does not support cursors.</summary>
    private static async Task<bool> KnowsCursorsAsync(SessionRequestBuilder session, string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            await ReadPageAsync(session, sessionId, 1, MessageCursor.Invalid, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.BadRequest)
        {
            return true;
        }
    }

    /// <param name="Messages">The messages from the oldest to the newest, as the server sends them.</param>
    /// <param name="Next">The cursor of the previous page; null if there is none.</param>
    /// <param name="Failure">Why there are no messages; null if they could be read.</param>
    private sealed record Page(IReadOnlyList<MessageWithParts> Messages, string? Next, OpenCodeException? Failure)
    {
        /// <summary>
        /// Returns the messages that were not returned before. Messages without an identifier, from a newer server, can't be
        /// distinguished.
        /// </summary>
        public List<MessageWithParts> NewestFirst(HashSet<string> seen) =>
            [.. Messages.Reverse().Where(m => m.Info.Id is var id && (id.Length == 0 || seen.Add(id)))];
    }
}
