using System.Runtime.CompilerServices;
using OpenCode.Http;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Opens live views of sessions.</summary>
public static class SessionViewExtensions
{
    /// <summary>
    /// Opens a live copy of a session, and returns once it is complete. Messages are read page by page, so that a session may be
    /// larger than <see cref="OpenCodeClientOptions.MaxResponseBytes"/>.
    /// <para><c>GET /event</c>, and what the server keeps of the session</para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="hub">
    /// The hub whose stream is used; by default the view has a stream of its own. It must belong to the same server, and serve
    /// either the directory and workspace that <paramref name="session"/> works in or all directories.
    /// </param>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <returns>The view; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The identifier is empty, or the hub belongs to another server, directory or workspace.</exception>
    /// <exception cref="OpenCodeApiException">The session does not exist.</exception>
    /// <exception cref="OpenCodeConnectionException">The server can't be reached.</exception>
    /// <exception cref="InvalidOperationException">The stream of events has ended and must not connect again.</exception>
    /// <exception cref="ObjectDisposedException">The client or the hub has been disposed.</exception>
    public static Task<SessionView> OpenViewAsync(this SessionRequestBuilder session, string sessionId, EventHub? hub = null, CancellationToken cancellationToken = default) =>
        session.OpenViewAsync(sessionId, new SessionViewOptions { Hub = hub }, cancellationToken);

    /// <inheritdoc cref="OpenViewAsync(SessionRequestBuilder, string, EventHub?, CancellationToken)"/>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="options">The hub of the view, and how often it reports changes; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <exception cref="ArgumentException">The identifier is empty, an option is invalid, or the hub belongs to another server, directory or workspace.</exception>
    /// <example><code>
    /// await using var view = await client.Session.OpenViewAsync(session.Id, new() { ChangeInterval = TimeSpan.FromMilliseconds(50) });
    /// </code></example>
    [OverloadResolutionPriority(1)]
    public static Task<SessionView> OpenViewAsync(this SessionRequestBuilder session, string sessionId, SessionViewOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);

        // The request checks the identifier, and it is not sent here.
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
