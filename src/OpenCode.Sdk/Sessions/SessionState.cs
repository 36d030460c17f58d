using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>Keeps the state of one session current from events and from the server's stored data. Not thread-safe.</summary>
internal sealed class SessionState(string sessionId)
{
    private readonly SessionMessages _messages = new();
    private readonly SessionAsks _asks = new();
    private readonly SeenEvents _seen = new();
    private SessionTree _tree = new(sessionId);
    private Session? _session;
    private SessionStatus _status = new SessionStatusIdle();
    private IReadOnlyList<Todo> _todos = [];
    private IReadOnlyList<SnapshotFileDiff> _diff = [];
    private MessageError? _error;
    private bool _isCurrent;

    /// <summary>Gets whether the session was deleted.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Gets the number of times that events may have been missed.</summary>
    public int Losses { get; private set; }

    public SessionSnapshot ToSnapshot() => new()
    {
        Session = _session!,
        Status = _status,
        Messages = _messages.ToList(),
        GrowingTexts = _messages.GrowingTexts(),
        Todos = _todos,
        Diff = _diff,
        Permissions = _asks.Permissions(_tree),
        Questions = _asks.Questions(_tree),
        Error = _error,
        IsDeleted = IsDeleted,
        IsCurrent = _isCurrent,
    };

    /// <summary>Records that events may be missing.</summary>
    public void MarkIncomplete()
    {
        _isCurrent = false;
        Losses++;
        _messages.MarkIncomplete();
    }

    /// <summary>Records that the session no longer exists.</summary>
    public void Delete()
    {
        IsDeleted = true;
        _isCurrent = false;
    }

    /// <summary>Applies the server's stored data.</summary>
    /// <param name="reading">The data.</param>
    /// <param name="isCurrent">Whether every event since the data was read was delivered or will be delivered.</param>
    public void Take(SessionContents reading, bool isCurrent)
    {
        _session = reading.Session;
        _status = reading.Status;
        _todos = reading.Todos;
        _diff = reading.Diff;
        _tree = reading.Tree;
        _asks.Replace(reading.Permissions, reading.Questions);
        _messages.Replace(reading.Messages);
        _isCurrent = isCurrent && !IsDeleted;
    }

    /// <returns>Whether the event may change anything.</returns>
    public bool Apply(Event e)
    {
        _tree.Apply(e);
        if (_asks.Apply(e))
        {
            return true;
        }

        if (e.SessionId != sessionId)
        {
            return e is SessionCreatedEvent or SessionUpdatedEvent && _tree.Includes(e.SessionId ?? "");
        }

        return _seen.Add(e) && ApplyOwn(e);
    }

    private bool ApplyOwn(Event e)
    {
        switch (e)
        {
            case SessionUpdatedEvent { Properties.Info: var session }:
                _session = session;
                return true;
            case SessionDeletedEvent:
                Delete();
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
}
