using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Prompts;

/// <summary>
/// How far the answer to one prompt is. Takes events and states in any order and as often as they come, and says what is new
/// in them.
/// </summary>
internal sealed class PromptProgress(string sessionId, PromptTag tag)
{
    private readonly SortedDictionary<string, AssistantMessage> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Part>> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TextProgress> _texts = new(StringComparer.Ordinal);
    private readonly Queue<PromptUpdate> _updates = new();
    private IReadOnlyList<Todo> _todos = [];

    /// <summary>The prompt's message, and those with which the server goes on by itself.</summary>
    private readonly HashSet<string> _promptIds = new(StringComparer.Ordinal);

    /// <summary>The other messages of the user.</summary>
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);

    /// <summary>Whether a compaction is about to say the prompt once more.</summary>
    private bool _replays;

    /// <summary>Whether the server has taken the prompt.</summary>
    public bool IsTaken => _promptIds.Count > 0;

    /// <summary>The first error the session reported since the server has taken the prompt, or since it was sent.</summary>
    public MessageError? Error { get; private set; }

    /// <summary>The assistant's last message; null before there is one.</summary>
    public AssistantMessage? Message => _messages.Count == 0 ? null : _messages.Values.Last();

    public IReadOnlyList<Part> Parts => Message is { } message && _parts.TryGetValue(message.Id, out var parts)
        ? [.. parts.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value)]
        : [];

    /// <summary>The error the answer ends with; null if it is complete. An error does not count that an answer was given in spite of.</summary>
    public MessageError? Failure => Message is { Error: null, Time.Completed: not null, Finish: not "tool-calls" } ? null : Message?.Error ?? Error;

    /// <summary>
    /// Whether there is an answer, or an error in its place. The server reports an error before it is done with the message, and
    /// who prompts a session before that is not answered.
    /// </summary>
    public bool IsAnswered => Message is { } message ? message.Error is not null || message.Time.Completed is not null : Error is not null;

    /// <summary>Whether every text that was handed out is known to be final.</summary>
    public bool IsWhole => _texts.Values.All(t => t is { IsWhole: true, HasEnded: true });

    /// <summary>The prompt's session and those of agents it started.</summary>
    public SessionFamily Family { get; } = new(sessionId);

    public void Say(PromptUpdate update) => _updates.Enqueue(update);

    public bool TryTake(out PromptUpdate update) => _updates.TryDequeue(out update!);

    /// <summary>Notes that events may be missing.</summary>
    public void Lose()
    {
        foreach (var text in _texts.Values)
        {
            text.Lose();
        }
    }

    public void Apply(Event e)
    {
        Family.Apply(e);
        switch (e)
        {
            case FileEditedEvent { Properties.File: var file } when IsToolRunning:
                _updates.Enqueue(new PromptFileEdited(file));
                break;
            case { SessionId: var session } when session != sessionId:
                break;
            case MessageUpdatedEvent { Properties.Info: var message }:
                Apply(message);
                break;
            case MessagePartUpdatedEvent { Properties.Part: var part }:
                Apply(part, isLive: true, isFinal: false);
                break;
            case MessagePartDeltaEvent { Properties: { Field: "text" } delta }:
                Apply(delta);
                break;
            case TodoUpdatedEvent { Properties.Todos: var todos }:
                Apply(todos);
                break;
            case SessionStatusEvent { Properties.Status: SessionStatusRetry retry } when IsTaken:
                _updates.Enqueue(new PromptRetrying(retry.Attempt, retry.Message, DateTimeOffset.FromUnixTimeMilliseconds(retry.Next)));
                break;
            case SessionErrorEvent { Properties.Error: { } error }:
                // The server repeats some errors with a stack trace in place of words.
                Error ??= error;
                break;
        }
    }

    /// <summary>Takes over the session's messages as the server keeps them.</summary>
    /// <param name="messages">All messages of the session.</param>
    /// <param name="areFinal">Whether the session is idle, so that nothing is written any more.</param>
    public void Apply(IEnumerable<MessageWithParts> messages, bool areFinal)
    {
        foreach (var message in messages)
        {
            // The tag of a prompt is in a part, and its answers name the message.
            Apply(message.Info);
            var isFinal = areFinal && message.Info is AssistantMessage { Error: not null } or AssistantMessage { Time.Completed: not null };
            foreach (var part in message.Parts)
            {
                Apply(part, isLive: false, isFinal);
            }
        }
    }

    /// <summary>Takes over the session's list of things to do.</summary>
    public void Apply(IReadOnlyList<Todo> todos)
    {
        if (IsTaken && !todos.SequenceEqual(_todos))
        {
            _todos = todos;
            _updates.Enqueue(new PromptTodosChanged(todos));
        }
    }

    private bool IsToolRunning => _parts.Values.SelectMany(p => p.Values).Any(p => p is ToolPart { State: ToolStateRunning });

    private void Apply(Message message)
    {
        switch (message)
        {
            case UserMessage user when tag.Marks(user):
                Take(user.Id);
                break;
            case UserMessage user when IsTaken && !_promptIds.Contains(user.Id):
                if (_others.Add(user.Id) && _replays)
                {
                    _replays = false;
                    _promptIds.Add(user.Id);
                }

                break;
            case AssistantMessage { Summary: not true } answer when _promptIds.Contains(answer.ParentId):
                _messages[answer.Id] = answer;
                break;
        }
    }

    private void Take(string messageId)
    {
        // What went wrong before was not about this prompt.
        Error = IsTaken ? Error : null;
        _promptIds.Add(messageId);
    }

    /// <summary>
    /// In the middle of an answer the server may say something in the user's name: that the session has to be compacted, that
    /// the work goes on. Those messages have no text of the user's, and what follows them is still the answer to the prompt.
    /// </summary>
    private void FollowContinuation(string messageId, Part part)
    {
        if (_others.Contains(messageId) && part is CompactionPart or TextPart { Synthetic: true })
        {
            _promptIds.Add(messageId);
            _replays |= part is CompactionPart { Auto: true };
        }
    }

    private void Apply(Part part, bool isLive, bool isFinal)
    {
        var (id, messageId) = part.Keys();
        if (tag.Marks(part))
        {
            Take(messageId);
        }

        FollowContinuation(messageId, part);

        if (!_messages.ContainsKey(messageId))
        {
            return;
        }

        if (!_parts.TryGetValue(messageId, out var parts))
        {
            _parts[messageId] = parts = new(StringComparer.Ordinal);
        }

        parts.TryGetValue(id, out var before);
        switch (part)
        {
            case TextPart { Text: var text, Time: var time }:
                Apply(messageId, id, text, isFinal || time?.End is not null, isReasoning: false, isLive);
                break;
            case ReasoningPart { Text: var text, Time: var time }:
                Apply(messageId, id, text, isFinal || time.End is not null, isReasoning: true, isLive);
                break;
            case ToolPart tool when IsNews(before as ToolPart, tool):
                _updates.Enqueue(new PromptToolChanged(tool));
                break;
            case ToolPart:
                return;
        }

        parts[id] = part;
    }

    /// <summary>An unfinished text is kept by the server without its deltas, so what it says of it later is not what was handed out.</summary>
    private void Apply(string messageId, string id, string text, bool isFinal, bool isReasoning, bool isLive)
    {
        if (!_texts.TryGetValue(id, out var progress))
        {
            _texts[id] = progress = new TextProgress();
            if (!isLive && !isFinal)
            {
                progress.Lose();
            }
        }

        if (!isLive && !isFinal)
        {
            return;
        }

        var more = progress.Set(text, isFinal, out var isReplaced);
        if (isReplaced)
        {
            _updates.Enqueue(new PromptTextReplaced(messageId, id, text, isReasoning));
        }
        else
        {
            Add(messageId, id, more, isReasoning);
        }
    }

    private void Apply(MessagePartDeltaData delta)
    {
        if (_texts.TryGetValue(delta.PartId, out var progress))
        {
            var isReasoning = _parts[delta.MessageId][delta.PartId] is ReasoningPart;
            Add(delta.MessageId, delta.PartId, progress.Append(delta.Delta), isReasoning);
        }
    }

    private void Add(string messageId, string partId, string text, bool isReasoning)
    {
        if (text.Length > 0)
        {
            _updates.Enqueue(isReasoning ? new PromptReasoningDelta(messageId, partId, text) : new PromptTextDelta(messageId, partId, text));
        }
    }

    /// <summary>A state from before a gap may come after what was read from the server since; it is no news, and neither is the same once more.</summary>
    private static bool IsNews(ToolPart? before, ToolPart now) => before is null || Rank(now) > Rank(before) || (Rank(now) == Rank(before) && !IsSame(before, now));

    private static int Rank(ToolPart part) => part.State switch
    {
        ToolStatePending => 0,
        ToolStateRunning => 1,
        _ => 2,
    };

    private static bool IsSame(ToolPart one, ToolPart other) => OpenCodeJson.Write(one).AsSpan().SequenceEqual(OpenCodeJson.Write(other));
}
