using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using OpenCode.Models;
using OpenCode.Pages;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Enumerates complete lists of the classic API, page by page.</summary>
public static class SessionPageExtensions
{
    /// <summary>
    /// Enumerates all sessions. <see cref="SessionRequestBuilder.ListAsync"/> returns at most 100 by default.
    /// <para><c>GET /session</c></para>
    /// </summary>
    /// <remarks>
    /// Each session is returned once, the most recently updated first. A session that exists when enumeration starts is not
    /// missed if others are added or updated in the meantime. A session that is added in the meantime may be included. The server
    /// has no cursor for this list: each request returns twice as many sessions as the previous one, from the start.
    /// </remarks>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="query">
    /// Filters. <see cref="SessionListQuery.Limit"/> is the number of sessions in the first request, 100 by default.
    /// </param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ArgumentException"><see cref="SessionListQuery.Limit"/> is not a positive whole number.</exception>
    /// <exception cref="OpenCodeException">A request failed; thrown while enumerating.</exception>
    /// <example><code>
    /// await foreach (var session in client.In("/project").Session.EnumerateAsync())
    ///     Console.WriteLine(session.Title);
    /// </code></example>
    public static IAsyncEnumerable<Session> EnumerateAsync(this SessionRequestBuilder session, SessionListQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return SessionPages.ReadAsync(session, query ?? new(), PageSize.Of(query?.Limit, nameof(query)), cancellationToken);
    }

    /// <summary>
    /// Enumerates all messages of a session with their parts, from the newest to the oldest.
    /// <para><c>GET /session/{sessionID}/message</c></para>
    /// </summary>
    /// <remarks>
    /// Each message is returned once. A message that exists when enumeration starts is not missed. A message that is added in the
    /// meantime is usually not included. A page that is larger than <see cref="OpenCodeClientOptions.MaxResponseBytes"/>, for
    /// example because of attachments, is requested again with half as many messages, down to one. A server before 1.2 has no
    /// cursors: each page also returns the newest messages.
    /// </remarks>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The identifier of the session.</param>
    /// <param name="query">
    /// <see cref="SessionMessagesQuery.Limit"/> is the number of messages in a page, 100 by default.
    /// <see cref="SessionMessagesQuery.Before"/> is a cursor of the server to start at.
    /// </param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ArgumentException">
    /// The identifier is empty or not valid in a URL, or <see cref="SessionMessagesQuery.Limit"/> is not a positive whole number.
    /// </exception>
    /// <exception cref="OpenCodeApiException">
    /// The session does not exist, or the server does not accept the cursor; thrown while enumerating.
    /// </exception>
    /// <exception cref="OpenCodeProtocolException">
    /// A single message is larger than <see cref="OpenCodeClientOptions.MaxResponseBytes"/>; increase the limit to read it.
    /// Thrown while enumerating.
    /// </exception>
    /// <exception cref="OpenCodeConnectionException">The server did not respond; thrown while enumerating.</exception>
    public static IAsyncEnumerable<MessageWithParts> EnumerateMessagesAsync(this SessionRequestBuilder session, string sessionId, SessionMessagesQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);

        // Building the request validates the identifier; the request is not sent.
        session.ToMessagesRequestInformation(sessionId);
        return MessageHistory.ReadBackwardsAsync(session, sessionId, PageSize.Of(query?.Limit, nameof(query)), query?.Before, skip: null, cancellationToken);
    }

    /// <summary>
    /// Enumerates all sessions of all projects. <see cref="ExperimentalSessionRequestBuilder.ListAsync"/> returns at most 100 by
    /// default.
    /// <para><c>GET /experimental/session</c></para>
    /// </summary>
    /// <remarks>
    /// Each session is returned once, the most recently updated first. A session that exists when enumeration starts is not
    /// missed if others are added or updated in the meantime: sessions that were updated since the start are returned at the end.
    /// </remarks>
    /// <param name="session">The operations, <c>client.Experimental.Session</c>.</param>
    /// <param name="query">
    /// Filters. <see cref="ExperimentalSessionListQuery.Limit"/> is the number of sessions in a page, 100 by default.
    /// <see cref="ExperimentalSessionListQuery.Cursor"/> excludes sessions updated at that time or later, in milliseconds since
    /// 1970.
    /// </param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ArgumentException">
    /// <see cref="ExperimentalSessionListQuery.Limit"/> is not a positive whole number.
    /// </exception>
    /// <exception cref="OpenCodeException">A request failed; thrown while enumerating.</exception>
    [Experimental("OPENCODEEXP001")]
    public static IAsyncEnumerable<GlobalSession> EnumerateAsync(this ExperimentalSessionRequestBuilder session, ExperimentalSessionListQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return EnumerateGlobalAsync(session, query ?? new(), PageSize.Of(query?.Limit, nameof(query)), cancellationToken);
    }

    // Each enumeration has its own state; otherwise, a second enumeration of the same value would be empty.
    [Experimental("OPENCODEEXP001")]
    private static async IAsyncEnumerable<GlobalSession> EnumerateGlobalAsync(
        ExperimentalSessionRequestBuilder session,
        ExperimentalSessionListQuery query,
        int pageSize,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in new GlobalSessionPages(session, pageSize).ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }
}
