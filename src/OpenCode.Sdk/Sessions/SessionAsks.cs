using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>
/// Tracks the requests of agents in all sessions of the stream, because a request may arrive before the session of its agent. Not
/// thread-safe.
/// </summary>
internal sealed class SessionAsks
{
    private readonly List<PermissionRequest> _permissions = [];
    private readonly List<QuestionRequest> _questions = [];

    /// <summary>Requests that have a reply. A late event must not restore them.</summary>
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);

    /// <summary>Returns the permissions that a session or its agents wait for.</summary>
    public IReadOnlyList<PermissionRequest> Permissions(SessionTree tree) => Of(_permissions, p => tree.Includes(p.SessionId));

    /// <summary>Returns the questions that a session or its agents wait for.</summary>
    public IReadOnlyList<QuestionRequest> Questions(SessionTree tree) => Of(_questions, q => tree.Includes(q.SessionId));

    /// <summary>Replaces the pending requests with those that the server reports.</summary>
    public void Replace(IEnumerable<PermissionRequest> permissions, IEnumerable<QuestionRequest> questions)
    {
        _closed.Clear();
        _permissions.Clear();
        _permissions.AddRange(permissions);
        _questions.Clear();
        _questions.AddRange(questions);
    }

    /// <returns>Whether the event concerns a request.</returns>
    public bool Apply(Event e)
    {
        switch (e)
        {
            case PermissionAskedEvent { Properties: var request }:
                Add(_permissions, request, request.Id, p => p.Id == request.Id);
                return true;
            case QuestionAskedEvent { Properties: var request }:
                Add(_questions, request, request.Id, q => q.Id == request.Id);
                return true;
            case PermissionRepliedEvent { Properties: var reply }:
                Close(reply.RequestId);
                return true;
            case QuestionRepliedEvent { Properties: var reply }:
                Close(reply.RequestId);
                return true;
            case QuestionRejectedEvent { Properties: var reply }:
                Close(reply.RequestId);
                return true;
            default:
                return false;
        }
    }

    private static IReadOnlyList<T> Of<T>(List<T> requests, Func<T, bool> isIncluded) => requests.Count == 0 ? [] : [.. requests.Where(isIncluded)];

    private void Add<T>(List<T> requests, T request, string id, Predicate<T> isSame)
    {
        if (!_closed.Contains(id) && !requests.Exists(isSame))
        {
            requests.Add(request);
        }
    }

    private void Close(string id)
    {
        _closed.Add(id);
        _permissions.RemoveAll(p => p.Id == id);
        _questions.RemoveAll(q => q.Id == id);
    }
}
