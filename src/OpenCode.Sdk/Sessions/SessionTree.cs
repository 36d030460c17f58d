using System.Net;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>A session with those that its agents have started; what those ask holds up the session as well.</summary>
internal sealed class SessionTree(string sessionId)
{
    private readonly HashSet<string> _sessions = new(StringComparer.Ordinal) { sessionId };

    /// <summary>Sessions whose parent is not known as one of the family, by their parents. A child may be reported before its parent.</summary>
    private readonly Dictionary<string, HashSet<string>> _orphans = new(StringComparer.Ordinal);

    /// <summary>The session and all that its agents have started, as far as they are known.</summary>
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

    /// <summary>Asks the server for all of them.</summary>
    public Task FindAsync(ServerGroups server, CancellationToken cancellationToken) => FindChildrenAsync(server, sessionId, cancellationToken);

    /// <summary>Asks the server whether a session is one of the family, by its parents.</summary>
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
                // It has been deleted since it was listed, and its own children with it.
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
