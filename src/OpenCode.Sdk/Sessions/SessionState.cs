using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>Everything there is to know of one session, kept current from events and from what the server keeps. Not thread-safe.</summary>
internal sealed class SessionState(string sessionId)
{
    private readonly SessionMessages _messages = new();
    private readonly SessionFamily _family = new(sessionId);
    private readonly List<PermissionRequest> _permissions = [];
    private readonly List<QuestionRequest> _questions = [];
    private Session? _session;
    private SessionStatus _status = new SessionStatusIdle();
    private IReadOnlyList<Todo> _todos = [];
    private IReadOnlyList<SnapshotFileDiff> _diff = [];
    private MessageError? _error;
    private bool _isDeleted;
    private bool _isCurrent;
    private int _losses;

    public SessionSnapshot ToSnapshot() => new()
    {
        Session = _session!,
        Status = _status,
        Messages = _messages.ToList(),
        Todos = _todos,
        Diff = _diff,
        Permissions = [.. _permissions],
        Questions = [.. _questions],
        Error = _error,
        IsDeleted = _isDeleted,
        IsCurrent = _isCurrent,
    };

    /// <summary>Notes that events may be missing.</summary>
    public void Lose()
    {
        _isCurrent = false;
        _losses++;
        _messages.Lose();
    }

    /// <summary>Reads everything the server keeps, and hands it to <paramref name="change"/> to be taken over in one piece.</summary>
    public async Task LoadAsync(ServerGroups server, Action<Action> change, CancellationToken cancellationToken)
    {
        var losses = _losses;
        await _family.FindAsync(server, cancellationToken).ConfigureAwait(false);
        var session = await server.Session.GetAsync(sessionId, cancellationToken).ConfigureAwait(false);
        var status = await server.Session.StatusAsync(cancellationToken).ConfigureAwait(false);
        var todos = await server.Session.TodoAsync(sessionId, cancellationToken).ConfigureAwait(false);
        var diff = await server.Session.DiffAsync(sessionId, null, cancellationToken).ConfigureAwait(false);
        var permissions = await server.Permission.ListAsync(cancellationToken).ConfigureAwait(false);
        var questions = await server.Question.ListAsync(cancellationToken).ConfigureAwait(false);
        var messages = await server.Session.MessagesAsync(sessionId, null, cancellationToken).ConfigureAwait(false);
        change(() =>
        {
            _session = session;
            _status = status.TryGetValue(sessionId, out var own) ? own : new SessionStatusIdle();
            _todos = todos;
            _diff = diff;
            _permissions.Clear();
            _permissions.AddRange(permissions.Where(p => _family.Includes(p.SessionId)));
            _questions.Clear();
            _questions.AddRange(questions.Where(q => _family.Includes(q.SessionId)));
            _messages.Replace(messages);
            _isCurrent = losses == _losses;
        });
    }

    /// <returns>Whether it changes anything.</returns>
    public bool Apply(Event e)
    {
        _family.Apply(e);
        if (Ask(e) is { } isChanged)
        {
            return isChanged;
        }

        if (e.SessionId != sessionId)
        {
            return false;
        }

        switch (e)
        {
            case SessionUpdatedEvent { Properties.Info: var session }:
                _session = session;
                return true;
            case SessionDeletedEvent:
                _isDeleted = true;
                return true;
            case SessionStatusEvent { Properties.Status: var status }:
                _status = status;
                return true;
            case SessionIdleEvent:
                _status = new SessionStatusIdle();
                return true;
            case SessionErrorEvent { Properties.Error: { } error }:
                _error = error;
                return true;
            case SessionDiffEvent { Properties.Diff: var diff }:
                _diff = diff;
                return true;
            case TodoUpdatedEvent { Properties.Todos: var todos }:
                _todos = todos;
                return true;
            default:
                return _messages.Apply(e);
        }
    }

    /// <summary>Null if it is not about something that is asked.</summary>
    private bool? Ask(Event e)
    {
        switch (e)
        {
            case PermissionAskedEvent { Properties: var request }:
                return Add(_permissions, request, request.SessionId, p => p.Id == request.Id);
            case PermissionRepliedEvent { Properties: var reply }:
                return _permissions.RemoveAll(p => p.Id == reply.RequestId) > 0;
            case QuestionAskedEvent { Properties: var request }:
                return Add(_questions, request, request.SessionId, q => q.Id == request.Id);
            case QuestionRepliedEvent { Properties: var reply }:
                return _questions.RemoveAll(q => q.Id == reply.RequestId) > 0;
            case QuestionRejectedEvent { Properties: var reply }:
                return _questions.RemoveAll(q => q.Id == reply.RequestId) > 0;
            default:
                return null;
        }
    }

    private bool Add<T>(List<T> requests, T request, string session, Predicate<T> isSame)
    {
        if (!_family.Includes(session) || requests.Exists(isSame))
        {
            return false;
        }

        requests.Add(request);
        return true;
    }
}
