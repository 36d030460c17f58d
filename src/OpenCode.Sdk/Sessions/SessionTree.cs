using System.Net;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>Represents a session and the sessions that its agents started. Their requests also block the session.</summary>
internal sealed class SessionTree(string sessionId)
{
    private readonly HashSet<string> _sessions = new(StringComparer.Ordinal) { sessionId };

    /// <summary>
    /// Sessions whose parent is not a known member, by their parents. A child may be reported before its parent.
    /// </summary>
    private readonly Dictionary<string, HashSet<string>> _orphans = new(StringComparer.Ordinal);

    /// <summary>Gets the session and all known sessions that its agents started.</summary>
    public IReadOnlyCollection<string> Members => _sessions;

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

    /// <summary>Requests all members from the server.</summary>
    public Task FindAsync(ServerGroups server, CancellationToken cancellationToken) => FindChildrenAsync(server, sessionId, cancellationToken);

    /// <summary>Requests the parents of a session from the server, and returns whether the session is a member.</summary>
    public async Task<bool> FindAsync(ServerGroups server, string session, CancellationToken cancellationToken)
    {
        for (string? next = session; next is not null && !_sessions.Contains(session);)
        {
            var found = await server.Session.GetAsync(next, cancellationToken).ConfigureAwait(false);
            Apply(found);
            next = found.ParentId;
        }

        return _sessions.Contains(session);
    }

    private async Task FindChildrenAsync(ServerGroups server, string parent, CancellationToken cancellationToken)
    {
        foreach (var child in await server.Session.ChildrenAsync(parent, cancellationToken).ConfigureAwait(false))
        {
            Apply(child);
            try
            {
                await FindChildrenAsync(server, child.Id, cancellationToken).ConfigureAwait(false);
            }
            catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                // The session was deleted after it was listed, together with its children.
                continue;
            }
        }
    }

    private void Apply(Session session)
    {
        if (session.ParentId is not { } parent || _sessions.Contains(session.Id))
        {
            return;
        }

        if (_sessions.Contains(parent))
        {
            Add(session.Id);
            return;
        }

        if (!_orphans.TryGetValue(parent, out var children))
        {
            _orphans[parent] = children = new(StringComparer.Ordinal);
        }

        children.Add(session.Id);
    }

    private void Add(string id)
    {
        _sessions.Add(id);
        if (_orphans.TryGetValue(id, out var children))
        {
            _orphans.Remove(id);
            foreach (var child in children)
            {
                Add(child);
            }
        }
    }
}
