using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>
/// The messages of a session with their parts, kept current from events in any order and from what the server keeps. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// Identifiers say nothing about order: messages stand by the time at which they were made and then by arrival, parts by
/// arrival. What is read from the server arrives in the order of the server.
/// </remarks>
internal sealed class SessionMessages
{
    private readonly Dictionary<string, MessageEntry> _messages = new(StringComparer.Ordinal);

    /// <summary>The texts that are being written, by part. A text may come before its part.</summary>
    private readonly Dictionary<string, LiveText> _texts = new(StringComparer.Ordinal);

    /// <summary>Messages and parts that were removed; a late event must not bring them back.</summary>
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    private long _arrivals;
    private IReadOnlyList<MessageEntry>? _ordered;

    public IReadOnlyList<MessageWithParts> ToList()
    {
        _ordered ??= [.. _messages.Values.Where(m => m.Info is not null).OrderBy(m => m.Created).ThenBy(m => m.Arrival)];
        return [.. _ordered.Select(m => m.ToMessage(_texts))];
    }

    /// <summary>Notes that events may be missing.</summary>
    public void Lose()
    {
        foreach (var text in _texts.Values)
        {
            text.Lose();
        }
    }

    /// <summary>Takes over what the server keeps. Of texts that are being written it keeps no deltas, so those stay as they are known here.</summary>
    public void Replace(IEnumerable<MessageWithParts> messages)
    {
        // What has come before its message waits on; it is shown only with a message.
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

        _ordered = null;
    }

    /// <returns>Whether it changes anything.</returns>
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
                _removed.Add(removed.PartId);
                _texts.Remove(removed.PartId);
                return _messages.TryGetValue(removed.MessageId, out var entry) && entry.Remove(removed.PartId);
            default:
                return false;
        }
    }

    private bool Set(Message message)
    {
        var id = message.Id;
        if (_removed.Contains(id) || !EntryOf(id).Set(message))
        {
            return false;
        }

        _ordered = null;
        return true;
    }

    private bool Set(Part part)
    {
        var (id, messageId) = (part.Id, part.MessageId);
        if (_removed.Contains(id) || _removed.Contains(messageId) || !EntryOf(messageId).Set(id, part))
        {
            return false;
        }

        if (MessageEntry.OpenText(part) is { } text)
        {
            TextOf(id).State(text);
        }
        else
        {
            _texts.Remove(id);
        }

        return true;
    }

    private bool Append(MessagePartDeltaData delta)
    {
        if (_removed.Contains(delta.PartId) || _removed.Contains(delta.MessageId) || EntryOf(delta.MessageId).IsFinal(delta.PartId))
        {
            return false;
        }

        var isLonger = TextOf(delta.PartId).Append(delta.Delta);
        EntryOf(delta.MessageId).Touch();
        return isLonger;
    }

    /// <summary>Deltas from before the part was read are not in what the server keeps, so those that follow do not continue it.</summary>
    private void Restore(string messageId, Part part)
    {
        var id = part.Id;
        if (MessageEntry.OpenText(part) is { } text)
        {
            TextOf(id).Lose();
            TextOf(id).State(text);
        }
        else
        {
            _texts.Remove(id);
        }

        _messages[messageId].Set(id, part);
    }

    private bool Remove(string messageId)
    {
        _removed.Add(messageId);
        _ordered = null;
        return _messages.Remove(messageId);
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
