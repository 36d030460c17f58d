using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>
/// Keeps the messages of a snapshot, sorted by the time of their creation and then by arrival. It keeps the last list and updates
/// only changed messages. Not thread-safe.
/// </summary>
internal sealed class VisibleMessages
{
    private readonly HashSet<MessageEntry> _changed = [];
    private SharedList<MessageWithParts> _list = SharedList<MessageWithParts>.Empty;

    /// <summary>Messages to add to the list, in order.</summary>
    private readonly List<MessageEntry> _added = [];
    private MessageEntry? _last;
    private bool _isOrderUnknown;

    /// <summary>Records that messages were removed or replaced.</summary>
    public void Reorder() => _isOrderUnknown = true;

    /// <summary>Records that a part of a message changed.</summary>
    public void Note(MessageEntry entry)
    {
        if (entry.Index >= 0 && !_isOrderUnknown)
        {
            _changed.Add(entry);
        }
    }

    /// <summary>Records that a message arrived or changed.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="created">The previously known time of creation; null if the message has just arrived.</param>
    public void Note(MessageEntry entry, DateTimeOffset? created)
    {
        if (created is null && !_isOrderUnknown && (_last is null || Compare(_last, entry) < 0))
        {
            _added.Add(entry);
            _last = entry;
            return;
        }

        _isOrderUnknown |= created != entry.Created;
        Note(entry);
    }

    /// <param name="messages">All messages, in case their order changed.</param>
    /// <param name="texts">The texts that are being written, by part.</param>
    public IReadOnlyList<MessageWithParts> ToList(IEnumerable<MessageEntry> messages, Dictionary<string, LiveText> texts)
    {
        if (_isOrderUnknown)
        {
            _isOrderUnknown = false;
            _changed.Clear();
            _added.Clear();
            _added.AddRange(messages.Where(m => m.Info is not null).OrderBy(m => m.Created).ThenBy(m => m.Arrival));
            _last = _added.Count > 0 ? _added[^1] : null;
            _list = SharedList<MessageWithParts>.Empty;
        }

        foreach (var entry in _changed)
        {
            _list = _list.Set(entry.Index, entry.ToMessage(texts));
        }

        foreach (var entry in _added)
        {
            entry.Index = _list.Count;
            _list = _list.Add(entry.ToMessage(texts));
        }

        _changed.Clear();
        _added.Clear();
        return _list;
    }

    private static int Compare(MessageEntry one, MessageEntry other) =>
        one.Created.CompareTo(other.Created) is var order and not 0 ? order : one.Arrival.CompareTo(other.Arrival);
}
