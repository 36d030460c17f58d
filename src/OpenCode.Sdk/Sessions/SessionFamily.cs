using System.Net;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>A session with those that its agents have started; what those ask holds up the session as well.</summary>
internal sealed class SessionFamily(string sessionId)
{
    private readonly HashSet<string> _sessions = new(StringComparer.Ordinal) { sessionId };

    public bool Includes(string session) => _sessions.Contains(session);

    public void Apply(Event e)
    {
        switch (e)
        {
            case SessionCreatedEvent { Properties.Info: var session }:
                Apply(session);
                break;
            case SessionUpdatedEvent { Properties.Info: var session }:
                Apply(session);
                break;
        }
    }

    /// <summary>Asks the server for all of them.</summary>
    public Task FindAsync(ServerGroups server, CancellationToken cancellationToken) => FindAsync(server, sessionId, cancellationToken);

    private async Task FindAsync(ServerGroups server, string parent, CancellationToken cancellationToken)
    {
        foreach (var child in await server.Session.ChildrenAsync(parent, cancellationToken).ConfigureAwait(false))
        {
            Apply(child);
            try
            {
                await FindAsync(server, child.Id, cancellationToken).ConfigureAwait(false);
            }
            catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                // It has been deleted since it was listed, and its own children with it.
                continue;
            }
        }
    }

    private void Apply(Session session)
    {
        if (session.ParentId is { } parent && _sessions.Contains(parent))
        {
            _sessions.Add(session.Id);
        }
    }
}
