using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>
/// Keeps the messages of a session and their parts current from events in any order and from the server's stored data. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// Identifiers don't define the order: messages are sorted by the time of their creation and then by arrival, parts by arrival.
/// Data that is read from the server arrives in the server's order.
/// </remarks>
internal sealed class SessionMessages
{
    private readonly Dictionary<string, MessageEntry> _messages = new(StringComparer.Ordinal);

    /// <summary>
    /// The texts that are being written, by part. A text may arrive before its part. See
    /// https://github.com/anomalyco/opencode/issues/26924.
    /// </summary>
    private readonly Dictionary<string, LiveText> _texts = new(StringComparer.Ordinal);

    /// <summary>Messages and parts that were removed. A late event must not restore them.</summary>
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    /// <summary>The texts for which events have arrived. It does not contain old texts that the server never ended.</summary>
    private readonly List<(string MessageId, string PartId)> _growing = [];

    private readonly VisibleMessages _shown = new();
    private long _arrivals;

    /// <summary>Returns the messages. The cost depends on the number of changed messages, unless their order changed.</summary>
    public IReadOnlyList<MessageWithParts> ToList() => _shown.ToList(_messages.Values, _texts);

    /// <summary>Returns the texts that are being written, of visible parts.</summary>
    public IReadOnlyList<GrowingText> GrowingTexts()
    {
        List<GrowingText>? texts = null;
        foreach (var (messageId, partId) in _growing)
        {
            if (_messages.TryGetValue(messageId, out var entry) && entry.Info is not null && entry.Has(partId))
            {
                (texts ??= []).Add(new GrowingText(messageId, partId, _texts[partId].Text));
            }
        }

        return texts is null ? [] : texts;
    }

    /// <summary>Records that events may be missing.</summary>
    public void MarkIncomplete()
    {
        foreach (var text in _texts.Values)
        {
            text.MarkIncomplete();
        }
    }

    /// <summary>
    /// Applies the server's stored messages. The server doesn't store deltas of unfinished texts, so that the known texts are
    /// kept.
    /// </summary>
    public void Replace(IEnumerable<MessageWithParts> messages)
    {
        // Parts that arrived before their message are kept; they are visible only with the message.
        var early = _messages.Where(m => m.Value.Info is null).ToList();
        _messages.Clear();
        _removed.Clear();
        foreach (var (id, entry) in early.Select(e => (e.Key, e.Value)))
        {
            _messages[id] = entry;
        }

        foreach (var message in messages)
        {
            var id = message.Info.Id;
            _messages[id] = new MessageEntry(_arrivals++);
            _messages[id].Set(message.Info);
            foreach (var part in message.Parts)
            {
                Restore(id, part);
            }
        }

        _growing.RemoveAll(growing => !_texts.ContainsKey(growing.PartId));
        _shown.Reorder();
    }

    /// <returns>Whether the event changes anything.</returns>
    public bool Apply(Event e)
    {
        switch (e)
        {
            case MessageUpdatedEvent { Properties.Info: var message }:
                return Set(message);
            case MessageRemovedEvent { Properties.MessageId: var id }:
                return Remove(id);
            case MessagePartUpdatedEvent { Properties.Part: var part }:
                return Set(part);
            case MessagePartDeltaEvent { Properties: { Field: "text" } delta }:
                return Append(delta);
            case MessagePartRemovedEvent { Properties: var removed }:
                return RemovePart(removed.MessageId, removed.PartId);
            default:
                return false;
        }
    }

    private bool Set(Message message)
    {
        var id = message.Id;
        if (_removed.Contains(id))
        {
            return false;
        }

        var entry = EntryOf(id);
        var before = entry.Info is null ? (DateTimeOffset?)null : entry.Created;
        if (!entry.Set(message))
        {
            return false;
        }

        _shown.Note(entry, before);
        return true;
    }

    private bool Set(Part part)
    {
        var (id, messageId) = (part.Id, part.MessageId);
        if (_removed.Contains(id) || _removed.Contains(messageId))
        {
            return false;
        }

        var entry = EntryOf(messageId);
        if (!entry.Set(id, part))
        {
            return false;
        }

        _shown.Note(entry);

        if (MessageEntry.OpenText(part) is { } text)
        {
            TextOf(id).State(text);
            Grow(messageId, id);
        }
        else
        {
            End(id);
        }

        return true;
    }

    private bool Append(MessagePartDeltaData delta)
    {
        if (_removed.Contains(delta.PartId) || _removed.Contains(delta.MessageId))
        {
            return false;
        }

        var entry = EntryOf(delta.MessageId);
        if (entry.IsFinal(delta.PartId))
        {
            return false;
        }

        if (!TextOf(delta.PartId).Append(delta.Delta))
        {
            return false;
        }

        Grow(delta.MessageId, delta.PartId);
        entry.Touch();
        _shown.Note(entry);
        return true;
    }

    /// <summary>
    /// Restores a part. The server's stored data doesn't contain earlier deltas, so that the next deltas don't continue it.
    /// </summary>
    private void Restore(string messageId, Part part)
    {
        var id = part.Id;
        if (MessageEntry.OpenText(part) is { } text)
        {
            TextOf(id).MarkIncomplete();
            TextOf(id).State(text);
        }
        else
        {
            End(id);
        }

        _messages[messageId].Set(id, part);
    }

    private bool Remove(string messageId)
    {
        _removed.Add(messageId);
        _growing.RemoveAll(growing => growing.MessageId == messageId);
        _shown.Reorder();
        return _messages.Remove(messageId);
    }

    private bool RemovePart(string messageId, string partId)
    {
        _removed.Add(partId);
        End(partId);
        if (!_messages.TryGetValue(messageId, out var entry) || !entry.Remove(partId))
        {
            return false;
        }

        _shown.Note(entry);
        return true;
    }

    private void Grow(string messageId, string partId)
    {
        foreach (var growing in _growing)
        {
            if (growing.PartId == partId)
            {
                return;
            }
        }

        _growing.Add((messageId, partId));
    }

    /// <summary>Records that a text no longer grows.</summary>
    private void End(string partId)
    {
        if (_texts.Remove(partId))
        {
            _growing.RemoveAll(growing => growing.PartId == partId);
        }
    }

    private MessageEntry EntryOf(string messageId)
    {
        if (!_messages.TryGetValue(messageId, out var entry))
        {
            _messages[messageId] = entry = new MessageEntry(_arrivals++);
        }

        return entry;
    }

    private LiveText TextOf(string partId)
    {
        if (!_texts.TryGetValue(partId, out var text))
        {
            _texts[partId] = text = new LiveText();
        }

        return text;
    }
}
