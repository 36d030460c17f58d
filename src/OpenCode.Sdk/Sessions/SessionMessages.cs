using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>The messages of a session with their parts, kept current from events and from what the server keeps.</summary>
internal sealed class SessionMessages
{
    private readonly SortedDictionary<string, Entry> _messages = new(StringComparer.Ordinal);

    public IReadOnlyList<MessageWithParts> ToList() => [.. _messages.Values.Where(m => m.Info is not null).Select(m => m.ToMessage())];

    /// <summary>Notes that events may be missing.</summary>
    public void Lose()
    {
        foreach (var entry in _messages.Values)
        {
            entry.Lose();
        }
    }

    /// <summary>Takes over what the server keeps. Of texts that are being written it keeps no deltas, so those stay as they are known here.</summary>
    public void Replace(IEnumerable<MessageWithParts> messages)
    {
        var before = _messages.Values.SelectMany(m => m.Texts).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        _messages.Clear();
        foreach (var message in messages)
        {
            Set(message.Info);
            foreach (var part in message.Parts)
            {
                var (id, messageId) = part.Keys();
                EntryOf(messageId).Restore(id, part, before.TryGetValue(id, out var known) ? known : null);
            }
        }
    }

    public bool Apply(Event e)
    {
        switch (e)
        {
            case MessageUpdatedEvent { Properties.Info: var message }:
                Set(message);
                return true;
            case MessageRemovedEvent { Properties.MessageId: var id }:
                return _messages.Remove(id);
            case MessagePartUpdatedEvent { Properties.Part: var part }:
                var (partId, messageId) = part.Keys();
                EntryOf(messageId).Set(partId, part);
                return true;
            case MessagePartDeltaEvent { Properties: { Field: "text" } delta }:
                return _messages.TryGetValue(delta.MessageId, out var owner) && owner.Append(delta.PartId, delta.Delta);
            case MessagePartRemovedEvent { Properties: var removed }:
                return _messages.TryGetValue(removed.MessageId, out var entry) && entry.Remove(removed.PartId);
            default:
                return false;
        }
    }

    private void Set(Message message) => EntryOf(message.Id()).Set(message);

    private Entry EntryOf(string messageId)
    {
        if (!_messages.TryGetValue(messageId, out var entry))
        {
            _messages[messageId] = entry = new Entry();
        }

        return entry;
    }

    /// <summary>A message, which may come after its first part.</summary>
    private sealed class Entry
    {
        private readonly SortedDictionary<string, Part> _parts = new(StringComparer.Ordinal);
        private readonly Dictionary<string, TextProgress> _texts = new(StringComparer.Ordinal);
        private MessageWithParts? _message;

        public Message? Info { get; private set; }

        public IEnumerable<KeyValuePair<string, TextProgress>> Texts => _texts;

        /// <summary>Made once for each change, because most messages do not change from snapshot to snapshot.</summary>
        public MessageWithParts ToMessage() => _message ??= new MessageWithParts { Info = Info!, Parts = [.. _parts.Select(p => WithText(p.Key, p.Value))] };

        public void Set(Message message)
        {
            Info = message;
            _message = null;
        }

        public void Set(string id, Part part)
        {
            if (TextOf(part) is var (text, isFinal))
            {
                Progress(id).Set(text, isFinal, out _);
            }

            _parts[id] = part;
            _message = null;
        }

        /// <param name="id">The part's identifier.</param>
        /// <param name="part">The part as the server keeps it.</param>
        /// <param name="known">Its text as it was known here; null if it was not.</param>
        public void Restore(string id, Part part, TextProgress? known)
        {
            if (TextOf(part) is (_, false))
            {
                _texts[id] = known ?? new TextProgress();
                _texts[id].Lose();
                _parts[id] = part;
                _message = null;
                return;
            }

            Set(id, part);
        }

        public bool Append(string id, string delta)
        {
            if (!_texts.TryGetValue(id, out var progress) || !progress.IsWhole)
            {
                return false;
            }

            progress.Append(delta);
            _message = null;
            return true;
        }

        public bool Remove(string id)
        {
            _texts.Remove(id);
            _message = null;
            return _parts.Remove(id);
        }

        public void Lose()
        {
            foreach (var text in _texts.Values)
            {
                text.Lose();
            }
        }

        private TextProgress Progress(string id)
        {
            if (!_texts.TryGetValue(id, out var progress))
            {
                _texts[id] = progress = new TextProgress();
            }

            return progress;
        }

        private static (string Text, bool IsFinal)? TextOf(Part part) => part switch
        {
            // Texts of the user have no time, and are never written bit by bit.
            TextPart { Text: var text, Time: var time } => (text, time is null || time.End is not null),
            ReasoningPart { Text: var text, Time: var time } => (text, time.End is not null),
            _ => null,
        };

        private Part WithText(string id, Part part) => part switch
        {
            TextPart text => Same(text.Text, id) ? text : text with { Text = _texts[id].ToString() },
            ReasoningPart text => Same(text.Text, id) ? text : text with { Text = _texts[id].ToString() },
            _ => part,
        };

        private bool Same(string text, string id) => _texts[id].HasEnded || text == _texts[id].ToString();
    }
}
