using OpenCode.Http;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Opens live views of sessions.</summary>
public static class SessionViewExtensions
{
    /// <summary>
    /// Opens a live copy of a session, and returns once it is complete.
    /// <para><c>GET /event</c>, and what the server keeps of the session</para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="hub">The hub whose stream is used, of the same server and directory; by default the view has a stream of its own.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <exception cref="ArgumentException">The identifier can't be one.</exception>
    /// <exception cref="OpenCodeApiException">There is no such session.</exception>
    /// <exception cref="OpenCodeConnectionException">No answer could be had.</exception>
    /// <exception cref="InvalidOperationException">The stream of events has ended and may not connect again.</exception>
    public static Task<SessionView> OpenViewAsync(this SessionRequestBuilder session, string sessionId, EventHub? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);

        // The request checks the identifier, and it is not sent here.
        session.ToGetRequestInformation(sessionId);
        return SessionView.OpenAsync(new ServerGroups(session), sessionId, hub, cancellationToken);
    }
}
