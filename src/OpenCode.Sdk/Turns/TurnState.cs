using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>
/// Keeps the known state of one turn. Events and stored data can arrive in any order and more than once. The state reports what
/// is new, and does not use time or the network.
/// </summary>
internal sealed class TurnState(string sessionId, ITurnMark mark)
{
    private readonly TurnMessages _messages = new(mark);
    private readonly RepeatedDeltas _repeats = new();
    private readonly EarlyEdits _earlyEdits = new();
    private readonly TurnUsageCounter _subagents = new();
    private readonly Queue<PromptUpdate> _updates = new();
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private IReadOnlyList<Todo> _todos = [];
    private SessionStatusRetry? _retry;
    private bool _hasWorked;

    /// <summary>Gets the user's message that started the turn; null until the server has accepted the turn.</summary>
    public UserMessage? Start => _messages.Start?.Info as UserMessage;

    public string? StartId => _messages.Start?.Id;

    /// <summary>Gets whether the server has accepted the turn.</summary>
    public bool IsTaken => _messages.Start is not null;

    /// <summary>Gets the turn's session and the sessions of its sub-agents.</summary>
    public SessionTree Tree { get; } = new(sessionId);

    /// <summary>Gets or sets whether the session was deleted.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Gets the first error that the session reported since the server accepted the turn.</summary>
    public MessageError? Error { get; private set; }

    /// <summary>Gets an error that the session reported before that. It may belong to another turn.</summary>
    public MessageError? EarlyError { get; private set; }

    /// <summary>Gets whether work of the session on the turn has been observed.</summary>
    public bool HasWorked => _hasWorked || Own.Count > 0;

    /// <summary>Gets the number of events that show progress in the session and the sessions of its sub-agents.</summary>
    public long Progress { get; private set; }

    /// <summary>Gets the number of events that show progress in the messages of the session.</summary>
    public long MessageProgress { get; private set; }

    /// <summary>Gets the usage of the turn so far, including its sub-agents.</summary>
    public TurnUsage Usage => _messages.Own.Concat(_messages.Summaries).Aggregate(_subagents.Total, (sum, m) => sum.Add(m.Assistant!));

    /// <summary>Gets the message that contains the response, or the last message so far; null if there is none.</summary>
    public TurnMessage? Response
    {
        get
        {
            // Different clocks can change the order of messages, but no message follows the final response.
            var last = _messages.Own is [.., var newest] ? newest : null;
            return last is { Assistant: { Error: null, Time.Completed: not null } } && !TurnResponse.IsFinal(last)
                ? _messages.Own.LastOrDefault(TurnResponse.IsFinal) ?? last
                : last;
        }
    }

    public IReadOnlyList<TurnMessage> Own => _messages.Own;

    /// <summary>
    /// Gets the identifier of the user's message to which the server replies after or instead of this turn; null if there is
    /// none.
    /// </summary>
    public string? Successor => _messages.Successor;

    /// <summary>Gets whether a text of the turn may be incomplete.</summary>
    public bool HasOpenText => _messages.Own.Any(m => m.HasOpenText);

    public void Report(PromptUpdate update) => _updates.Enqueue(update);

    public bool TryTake(out PromptUpdate update) => _updates.TryDequeue(out update!);

    /// <summary>Records that events may be missing.</summary>
    public void MarkIncomplete() => _messages.MarkIncomplete();

    public void Apply(Event e)
    {
        Tree.Apply(e);
        CountProgress(e);
        switch (e)
        {
            case FileEditedEvent { Properties.File: var file } when _messages.Own.Any(m => m.Entries.Any(p => p.IsRunning)):
                Report(new PromptFileEdited(file));
                break;
            case FileEditedEvent { Properties.File: var file }:
                _earlyEdits.Add(file);
                break;
            case MessageUpdatedEvent { Properties.Info: AssistantMessage message } when message.SessionId != sessionId && Tree.Includes(message.SessionId):
                Count(message);
                break;
            case { SessionId: var session } when session != sessionId:
                break;
            case MessageUpdatedEvent { Properties.Info: var message }:
                Apply(message);
                break;
            case MessageRemovedEvent { Properties.MessageId: var id }:
                _messages.Remove(id);
                break;
            case MessagePartUpdatedEvent { Properties.Part: var part }:
                Apply(part, isLive: true, isFinal: false);
                break;
            case MessagePartRemovedEvent { Properties: var removed }:
                _messages.Find(removed.MessageId)?.Remove(removed.PartId);
                break;
            case MessagePartDeltaEvent { Properties: { Field: "text" } delta } when !_repeats.Includes(e):
                var (owner, entry) = _messages.Append(delta);
                Report(owner, entry);
                break;
            case TodoUpdatedEvent { Properties.Todos: var todos }:
                Apply(todos);
                break;
            case SessionStatusEvent { Properties.Status: SessionStatusRetry retry } when IsTaken:
                Apply(retry);
                break;
            case SessionStatusEvent { Properties.Status: SessionStatusBusy }:
                RecordWork();
                break;
            case SessionErrorEvent { Properties.Error: { } error } when IsTaken:
                // The server repeats some errors with a stack trace instead of a message.
                Error ??= error;
                break;
            case SessionErrorEvent { Properties.Error: { } error }:
                EarlyError ??= error;
                break;
            case SessionDeletedEvent:
                IsDeleted = true;
                break;
        }
    }

    /// <summary>Records that the session is busy.</summary>
    public void RecordWork() => _hasWorked |= IsTaken;

    /// <summary>Applies the messages that the server stores.</summary>
    /// <param name="messages">The messages, from the oldest to the newest.</param>
    /// <param name="isIdle">Whether the session was idle before the messages were read, so that they no longer change.</param>
    /// <param name="isWhole">Whether these are all messages since the start of the turn.</param>
    public void Apply(IReadOnlyList<MessageWithParts> messages, bool isIdle, bool isWhole)
    {
        foreach (var message in messages)
        {
            // The part of a prompt contains its identifier, and the replies to it contain the identifier of the message.
            Apply(message.Info);
            var isFinal = message.Info is AssistantMessage { Time.Completed: not null } || (isIdle && message.Info is AssistantMessage { Error: not null });
            foreach (var part in message.Parts)
            {
                Apply(part, isLive: false, isFinal);
            }

            if (isFinal)
            {
                _messages.Find(message.Info.Id)?.Arrange(message.Parts);
            }
        }

        if (isWhole && IsTaken)
        {
            _messages.Keep([.. messages.Select(m => m.Info.Id)]);
        }

        _messages.Mend();
    }

    /// <summary>Applies the session's to-do list.</summary>
    public void Apply(IReadOnlyList<Todo> todos)
    {
        if (IsTaken && !todos.SequenceEqual(_todos))
        {
            _todos = todos;
            Report(new PromptTodosChanged(todos));
        }
    }

    /// <summary>Counts the usage of a message of a sub-agent.</summary>
    public void Count(AssistantMessage message)
    {
        if (Start is null || message.Time.Created >= Start.Time.Created)
        {
            _subagents.Set(message);
        }
    }

    /// <summary>Returns the result so far.</summary>
    public TurnResult ToResult(TurnHandle? handle, IReadOnlyList<AskDecision> decisions) => new()
    {
        SessionId = sessionId,
        Handle = handle,
        Message = Response?.Assistant,
        Parts = Response?.Parts ?? [],
        Messages = [.. _messages.Own.Select(m => m.ToMessage())],
        Usage = Usage,
        Decisions = decisions,
    };

    private void Apply(Message info)
    {
        _messages.Set(info);
        ReportNew();
    }

    private void Apply(Part part, bool isLive, bool isFinal)
    {
        var (message, entry) = _messages.Set(part, isLive, isFinal);
        ReportNew();
        Report(message, entry);
    }

    private void Apply(SessionStatusRetry retry)
    {
        if (retry.Equals(_retry))
        {
            return;
        }

        _retry = retry;
        Report(new PromptRetrying(retry.Attempt, retry.Message, retry.Next) { Action = retry.Action });
    }

    private void Report(TurnMessage message, TurnPart entry)
    {
        if (message.Assistant is not null && _messages.IsOwn(message.Id))
        {
            foreach (var update in entry.TakeUpdates())
            {
                Report(update);
            }

            foreach (var file in entry.Part is ToolPart tool ? _earlyEdits.Take(tool) : [])
            {
                Report(new PromptFileEdited(file));
            }
        }
    }

    /// <summary>Reports the updates of messages that arrived before they were known to belong to the turn.</summary>
    private void ReportNew()
    {
        foreach (var message in _messages.Own.Where(m => _reported.Add(m.Id)))
        {
            foreach (var entry in message.Entries)
            {
                Report(message, entry);
            }
        }
    }

    private void CountProgress(Event e)
    {
        if (e.SessionId is not { } session || !Tree.Includes(session) || e is SessionStatusEvent or SessionIdleEvent or SessionUpdatedEvent or SessionDiffEvent or SessionErrorEvent)
        {
            return;
        }

        Progress++;
        if (session == sessionId && e is MessageUpdatedEvent { Properties.Info: AssistantMessage } or MessagePartUpdatedEvent or MessagePartDeltaEvent)
        {
            MessageProgress++;
        }
    }
}
