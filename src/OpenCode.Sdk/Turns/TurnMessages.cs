using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>
/// Keeps the messages of a session, and determines which of them belong to one turn. Messages and parts can arrive in any order
/// and more than once.
/// </summary>
internal sealed class TurnMessages(ITurnMark mark)
{
    private readonly Dictionary<string, TurnMessage> _all = new(StringComparer.Ordinal);

    /// <summary>The assistant's messages of the turn, and the user's messages that they reply to.</summary>
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    private int _arrivals;

    /// <summary>Whether the start of a part that appears now may have been missed.</summary>
    private bool _isDamaged;

    /// <summary>Gets the user's message that started the turn; null until the server has accepted the turn.</summary>
    public TurnMessage? Start { get; private set; }

    /// <summary>Gets the assistant's messages of the turn, in order, without the summaries of automatic compactions.</summary>
    public IReadOnlyList<TurnMessage> Own { get; private set; } = [];

    /// <summary>Gets the summaries of automatic compactions during the turn.</summary>
    public IEnumerable<TurnMessage> Summaries => _all.Values.Where(m => m.Assistant is { Summary: true } summary && summary.ParentId != Start?.Id && _own.Contains(summary.ParentId));

    /// <summary>
    /// Gets the identifier of the user's message to which the server replied instead of, or after, the message of this turn; null
    /// if there is none.
    /// </summary>
    public string? Successor { get; private set; }

    public bool IsOwn(string messageId) => _own.Contains(messageId);

    public TurnMessage? Find(string messageId) => _all.TryGetValue(messageId, out var message) ? message : null;

    public TurnMessage Set(Message info)
    {
        var message = Entry(info.Id);
        message.Set(info);
        if (info is UserMessage && mark.Marks(info))
        {
            Start = message;
        }

        Classify();
        return message;
    }

    /// <returns>The part's entry, and its message.</returns>
    public (TurnMessage Message, TurnPart Entry) Set(Part part, bool isLive, bool isFinal)
    {
        var (id, messageId) = (part.Id, part.MessageId);
        var message = Entry(messageId);
        var entry = message.Entry(id, _isDamaged);
        entry.Set(part, isLive, isFinal);
        if (mark.Marks(part))
        {
            Start = message;
        }

        if (!_own.Contains(messageId) || message.Assistant is null)
        {
            Classify();
        }

        return (message, entry);
    }

    public (TurnMessage Message, TurnPart Entry) Append(MessagePartDeltaData delta)
    {
        var message = Entry(delta.MessageId);
        var entry = message.Entry(delta.PartId, _isDamaged);
        entry.Append(delta.Delta);
        return (message, entry);
    }

    public void Remove(string messageId)
    {
        _all.Remove(messageId);
        Classify();
    }

    /// <summary>Records that events may be missing.</summary>
    public void MarkIncomplete()
    {
        _isDamaged = true;
        foreach (var entry in _all.Values.SelectMany(m => m.Entries))
        {
            entry.MarkIncomplete();
        }
    }

    /// <summary>Records that the messages have been read, so that the start of later parts is not missed.</summary>
    public void Mend() => _isDamaged = false;

    /// <summary>Removes messages of the turn that the server does not store.</summary>
    public void Keep(HashSet<string> messageIds)
    {
        foreach (var gone in Own.Where(m => !messageIds.Contains(m.Id)).ToList())
        {
            _all.Remove(gone.Id);
        }

        Classify();
    }

    private TurnMessage Entry(string messageId)
    {
        if (!_all.TryGetValue(messageId, out var message))
        {
            _all[messageId] = message = new TurnMessage(messageId, _arrivals++);
        }

        return message;
    }

    /// <summary>Determines which messages belong to the turn.</summary>
    private void Classify()
    {
        _own.Clear();
        Own = [];
        Successor = null;
        if (Start is null)
        {
            return;
        }

        _own.Add(Start.Id);
        var assistants = _all.Values.Where(m => m.Assistant is not null).OrderBy(m => m.Position).ToList();
        var isRepeatExpected = false;
        var others = new List<TurnMessage>();
        foreach (var user in _all.Values.Where(m => m.Info is UserMessage && m != Start && m.Position.CompareTo(Start.Position) > 0).OrderBy(m => m.Position))
        {
            var isOthers = others.Exists(o => assistants.Exists(a => a.Assistant!.ParentId == o.Id && a.Position.CompareTo(user.Position) < 0));
            if ((isRepeatExpected || user.IsContinuation) && !isOthers)
            {
                // After an automatic compaction, the server repeats the prompt.
                isRepeatExpected = user.IsAutoCompaction;
                _own.Add(user.Id);
            }
            else
            {
                others.Add(user);
            }
        }

        Own = [.. assistants.Where(m => _own.Contains(m.Assistant!.ParentId) && (m.Assistant.Summary != true || m.Assistant.ParentId == Start.Id))];
        foreach (var message in Own)
        {
            _own.Add(message.Id);
        }

        Successor = others.Find(o => assistants.Exists(a => a.Assistant!.ParentId == o.Id))?.Id;
    }
}
