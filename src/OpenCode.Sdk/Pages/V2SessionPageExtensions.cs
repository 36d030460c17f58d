using System.Globalization;
using OpenCode.Models;
using OpenCode.Pages;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Enumerates complete lists of the v2 API, page by page.</summary>
public static class V2SessionPageExtensions
{
    private const int LargestMessagePage = 200;
    private const int LargestHistoryPage = 100;

    /// <summary>
    /// Enumerates all sessions. <see cref="V2SessionRequestBuilder.ListAsync"/> returns at most 50 by default.
    /// <para><c>GET /api/session</c></para>
    /// </summary>
    /// <remarks>
    /// Sessions are ordered by their creation, the newest first unless <see cref="V2SessionListQuery.Order"/> specifies another
    /// order. Each session is returned once, and no session that exists when enumeration starts is missed. A session that is
    /// added in the meantime is included only in ascending order.
    /// </remarks>
    /// <param name="session">The operations, <c>client.V2.Session</c>.</param>
    /// <param name="query">
    /// Filters. <see cref="V2SessionListQuery.Limit"/> is the number of sessions in a page, 100 by default.
    /// <see cref="V2SessionListQuery.Cursor"/> is a cursor of the server to start at.
    /// </param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ArgumentException"><see cref="V2SessionListQuery.Limit"/> is not a positive whole number.</exception>
    /// <exception cref="OpenCodeException">A request failed; thrown while enumerating.</exception>
    public static IAsyncEnumerable<SessionV2Info> EnumerateAsync(this V2SessionRequestBuilder session, V2SessionListQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return CursorPages.ReadAsync(ReadAsync, query?.Cursor, PageSize.Of(query?.Limit, nameof(query)), cancellationToken);

        async Task<(IReadOnlyList<SessionV2Info> Items, string? Next)> ReadAsync(string? cursor, int limit, CancellationToken token)
        {
            var page = await session.ListAsync((query ?? new()) with { Cursor = cursor, Limit = limit }, token).ConfigureAwait(false);
            return (page.Data, page.Cursor.Next);
        }
    }

    /// <summary>
    /// Enumerates all messages of a session, the newest first unless <see cref="V2SessionMessagesQuery.Order"/> specifies another
    /// order.
    /// <para><c>GET /api/session/{sessionID}/message</c></para>
    /// </summary>
    /// <remarks>
    /// Each message is returned once, and no message that exists when enumeration starts is missed. A message that is added in
    /// the meantime is included only in ascending order. A page that is larger than
    /// <see cref="OpenCodeClientOptions.MaxResponseBytes"/> is requested again with half as many messages, down to one.
    /// </remarks>
    /// <param name="session">The operations, <c>client.V2.Session</c>.</param>
    /// <param name="sessionId">The identifier of the session.</param>
    /// <param name="query">
    /// <see cref="V2SessionMessagesQuery.Limit"/> is the number of messages in a page, 100 by default and 200 at most.
    /// <see cref="V2SessionMessagesQuery.Cursor"/> is a cursor of the server to start at; it contains the order.
    /// </param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ArgumentException">
    /// The identifier is empty or not valid in a URL, <see cref="V2SessionMessagesQuery.Limit"/> is not a whole number from 1 to
    /// 200, or the query has both a cursor and an order.
    /// </exception>
    /// <exception cref="OpenCodeException">
    /// A request failed, or a single message is too large; thrown while enumerating.
    /// </exception>
    public static IAsyncEnumerable<SessionMessage> EnumerateMessagesAsync(this V2SessionRequestBuilder session, string sessionId, V2SessionMessagesQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (query is { Cursor: not null, Order: not null })
        {
            throw new ArgumentException($"The query contains the cursor {query.Cursor} and the order {query.Order}. Remove the order, because a cursor contains it.", nameof(query));
        }

        session.ToMessagesRequestInformation(sessionId);
        return CursorPages.ReadAsync(ReadAsync, query?.Cursor, PageSize.Of(query?.Limit, nameof(query), LargestMessagePage), cancellationToken);

        async Task<(IReadOnlyList<SessionMessage> Items, string? Next)> ReadAsync(string? cursor, int limit, CancellationToken token)
        {
            var order = cursor is null ? query?.Order : null;
            var page = await session.MessagesAsync(sessionId, new() { Cursor = cursor, Limit = limit, Order = order }, token).ConfigureAwait(false);
            return (page.Data, page.Cursor.Next);
        }
    }

    /// <summary>
    /// Enumerates all durable events of a session from the oldest to the newest, and ends with the last existing event.
    /// <see cref="V2SessionRequestBuilder.EventsAsync"/> continues with events as they occur.
    /// <para><c>GET /api/session/{sessionID}/history</c></para>
    /// </summary>
    /// <remarks>
    /// Each event is returned once, and none is missed. Events that are added in the meantime are included. Sessions that were
    /// created with the classic API may have no durable events.
    /// </remarks>
    /// <param name="session">The operations, <c>client.V2.Session</c>.</param>
    /// <param name="sessionId">The identifier of the session.</param>
    /// <param name="query">
    /// <see cref="V2SessionHistoryQuery.Limit"/> is the number of events in a page; 100 is the default and the maximum.
    /// <see cref="V2SessionHistoryQuery.After"/> is the sequence number after which to start.
    /// </param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ArgumentException">
    /// The identifier is empty or not valid in a URL, or <see cref="V2SessionHistoryQuery.Limit"/> is not a whole number from 1
    /// to 100.
    /// </exception>
    /// <exception cref="OpenCodeException">
    /// A request failed, or a single event is too large; thrown while enumerating.
    /// </exception>
    public static IAsyncEnumerable<SessionDurableEvent> EnumerateHistoryAsync(this V2SessionRequestBuilder session, string sessionId, V2SessionHistoryQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.ToHistoryRequestInformation(sessionId);
        return CursorPages.ReadAsync(ReadAsync, query?.After, HistoryPage(query?.Limit, nameof(query)), cancellationToken);

        async Task<(IReadOnlyList<SessionDurableEvent> Items, string? Next)> ReadAsync(string? after, int limit, CancellationToken token)
        {
            var page = await session.HistoryAsync(sessionId, new() { After = after, Limit = limit.ToString(CultureInfo.InvariantCulture) }, token).ConfigureAwait(false);

            // An unreadable event may have no sequence number; the last event that has one determines the next page.
            var last = page.Data.LastOrDefault(e => e.Seq is not null)?.Seq;
            return (page.Data, page.HasMore ? last?.ToString(CultureInfo.InvariantCulture) : null);
        }
    }

    private static int HistoryPage(string? limit, string parameterName) => limit is null
        ? PageSize.Default
        : PageSize.Of(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw NotNumber(limit, parameterName), parameterName, LargestHistoryPage);

    private static ArgumentException NotNumber(string limit, string parameterName) =>
        new($"Limit is \"{limit}\". It must be a whole number between 1 and {LargestHistoryPage}.", parameterName);
}
