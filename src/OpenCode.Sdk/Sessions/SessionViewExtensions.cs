using System.Runtime.CompilerServices;
using OpenCode.Http;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Opens live views of sessions.</summary>
public static class SessionViewExtensions
{
    /// <summary>
    /// Opens a live view of a session, and returns when it is complete. Messages are read in pages, so that a session can be
    /// larger than <see cref="OpenCodeClientOptions.MaxResponseBytes"/>.
    /// <para><c>GET /event</c>, and the routes of the session's data</para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="hub">
    /// The hub whose stream the view uses; null for the view's own stream. The hub must belong to the same server, and serve
    /// either the directory and workspace of <paramref name="session"/> or all directories.
    /// </param>
    /// <param name="cancellationToken">Cancels the opening. It has no effect on an open view.</param>
    /// <returns>The view. You must dispose it.</returns>
    /// <exception cref="ArgumentException">
    /// The identifier is empty, or the hub belongs to another server, directory, or workspace.
    /// </exception>
    /// <exception cref="OpenCodeApiException">The session does not exist.</exception>
    /// <exception cref="OpenCodeConnectionException">The server can't be reached.</exception>
    /// <exception cref="InvalidOperationException">
    /// The event stream ended and reconnection is disabled (<see cref="EventStreamOptions.Reconnect"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client or the hub has been disposed.</exception>
    public static Task<SessionView> OpenViewAsync(this SessionRequestBuilder session, string sessionId, EventHub? hub = null, CancellationToken cancellationToken = default) =>
        session.OpenViewAsync(sessionId, new SessionViewOptions { Hub = hub }, cancellationToken);

    /// <inheritdoc cref="OpenViewAsync(SessionRequestBuilder, string, EventHub?, CancellationToken)" path="/*[not(self::param or self::example)]"/>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="options">The hub of the view, and how often it reports changes; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the opening. It has no effect on an open view.</param>
    /// <exception cref="ArgumentException">
    /// The identifier is empty, an option is invalid, or the hub belongs to another server, directory, or workspace.
    /// </exception>
    /// <example><code>
    /// await using var view = await client.Session.OpenViewAsync(session.Id, new() { ChangeInterval = TimeSpan.FromMilliseconds(50) });
    /// </code></example>
    [OverloadResolutionPriority(1)]
    public static Task<SessionView> OpenViewAsync(this SessionRequestBuilder session, string sessionId, SessionViewOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);

        // Building the request validates the identifier; the request is not sent.
        session.ToGetRequestInformation(sessionId);
        options ??= new SessionViewOptions();
        options.Validate();
        var server = new ServerGroups(session);
        if (options.Hub is { } hub)
        {
            hub.RequireServes(server);
        }

        return SessionView.OpenAsync(server, sessionId, options, cancellationToken);
    }
}
