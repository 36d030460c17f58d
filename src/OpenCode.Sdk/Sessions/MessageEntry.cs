using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>
/// Represents a message with its parts, in order of arrival. The message itself may arrive after its first part. Not thread-safe.
/// </summary>
internal sealed class MessageEntry(long arrival)
{
    private readonly Dictionary<string, (int Arrival, Part Part)> _parts = new(StringComparer.Ordinal);
    private int _arrivals;
    private MessageWithParts? _message;

    /// <summary>The parts in order of arrival; null after a part has changed.</summary>
    private Part[]? _inOrder;
    private (int Index, string Id)[] _open = [];

    /// <summary>Gets the message; null before it has arrived.</summary>
    public Message? Info { get; private set; }

    /// <summary>
    /// Gets when the message was created, by the server's clock; after all others if the server does not report it.
    /// </summary>
    public DateTimeOffset Created { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Gets the position of the message, or of its first part, in the order of arrival.</summary>
    public long Arrival { get; } = arrival;

    /// <summary>Gets or sets the position among the visible messages; negative if the message is not visible yet.</summary>
    public int Index { get; set; } = -1;

    /// <summary>
    /// Returns the message with its parts. It is created once for each change, because most messages don't change between
    /// snapshots.
    /// </summary>
    /// <param name="texts">The texts that are being written, by part.</param>
    public MessageWithParts ToMessage(Dictionary<string, LiveText> texts)
    {
        if (_message is not null)
        {
            return _message;
        }

        if (_inOrder is null)
        {
            _inOrder = [.. _parts.Values.OrderBy(p => p.Arrival).Select(p => p.Part)];
            _open = [.. _inOrder.Select((part, index) => (part, index)).Where(p => OpenText(p.part) is not null).Select(p => (p.index, p.part.Id))];
        }

        return _message = new MessageWithParts { Info = Info!, Parts = new LiveParts(_inOrder, Live(_inOrder, texts)) };
    }

    /// <summary>Records that the text of a part changed.</summary>
    public void Touch() => _message = null;

    /// <returns>False if the message is older than the known state.</returns>
    public bool Set(Message message)
    {
        if (Info is not null && Rank(message) < Rank(Info))
        {
            return false;
        }

        Info = message;
        Created = message.CreatedAt == default ? DateTimeOffset.MaxValue : message.CreatedAt;
        _message = null;
        return true;
    }

    /// <returns>False if the part is older than the known state.</returns>
    public bool Set(string id, Part part)
    {
        var isKnown = _parts.TryGetValue(id, out var before);
        if (isKnown && Rank(part) < Rank(before.Part))
        {
            return false;
        }

        _parts[id] = (isKnown ? before.Arrival : _arrivals++, part);
        _message = null;
        _inOrder = null;
        return true;
    }

    public bool Remove(string id)
    {
        _message = null;
        _inOrder = null;
        return _parts.Remove(id);
    }

    public bool Has(string partId) => _parts.ContainsKey(partId);

    /// <summary>Returns whether the part has arrived and no longer grows.</summary>
    public bool IsFinal(string partId) => _parts.TryGetValue(partId, out var known) && OpenText(known.Part) is null;

    /// <summary>Returns the text of a part that is still being written; null if the part is final or has no text.</summary>
    public static string? OpenText(Part part) => part switch
    {
        // Texts of the user have no time and never arrive in deltas.
        TextPart { Time: { End: null }, Text: var text } => text,
        ReasoningPart { Time.End: null, Text: var text } => text,
        _ => null,
    };

    private (int Index, LivePart Part)[] Live(Part[] parts, Dictionary<string, LiveText> texts)
    {
        if (_open.Length == 0)
        {
            return [];
        }

        var live = new List<(int, LivePart)>(_open.Length);
        foreach (var (index, id) in _open)
        {
            if (texts.TryGetValue(id, out var text))
            {
                live.Add((index, text.ToPart(parts[index])));
            }
        }

        return [.. live];
    }

    /// <summary>Ranks a state. States only advance, so that a state with a lower rank than the known one arrived late.</summary>
    private static int Rank(Message message) => message switch
    {
        AssistantMessage { Time.Completed: not null } => 2,
        AssistantMessage { Finish: not null } or AssistantMessage { Error: not null } => 1,
        _ => 0,
    };

    /// <inheritdoc cref="Rank(Message)"/>
    private static int Rank(Part part) => part switch
    {
        ToolPart { State: ToolStatePending } => 0,
        ToolPart { State: ToolStateRunning } => 1,
        ToolPart => 2,
        _ => OpenText(part) is null ? 1 : 0,
    };
}
