using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>A message of the session as it becomes known; its parts may come before it.</summary>
internal sealed class TurnMessage(string id, int arrival)
{
    private readonly List<TurnPart> _parts = [];

    public string Id { get; } = id;

    /// <summary>The message; null as long as only parts of it have come.</summary>
    public Message? Info { get; private set; }

    public AssistantMessage? Assistant => Info as AssistantMessage;

    /// <summary>
    /// Where the message stands among the others. Identifiers are no clock: they are made by different machines, and several
    /// in the same millisecond.
    /// </summary>
    public (DateTimeOffset Created, int Arrival) Position => (Info is { CreatedAt: var created } && created != default ? created : DateTimeOffset.MaxValue, arrival);

    public IEnumerable<TurnPart> Entries => _parts;

    public IReadOnlyList<Part> Parts => [.. _parts.Select(p => p.Current).OfType<Part>()];

    /// <summary>Whether a text of the message may not be complete.</summary>
    public bool HasOpenText => _parts.Exists(p => p.IsOpen);

    /// <summary>
    /// Whether the server speaks in the user's name: it asks for a compaction, or says that the work goes on. A prompt with
    /// attachments has synthetic texts too, but not only those.
    /// </summary>
    public bool IsContinuation => _parts.Count > 0 && _parts.TrueForAll(p => p.Part is CompactionPart or TextPart { Synthetic: true });

    /// <summary>Whether the session is compacted by itself, after which the server repeats the prompt.</summary>
    public bool IsAutoCompaction => _parts.Exists(p => p.Part is CompactionPart { Auto: true });

    /// <summary>Whether the user asked for the compaction.</summary>
    public bool IsManualCompaction => _parts.Exists(p => p.Part is CompactionPart { Auto: false });

    public void Set(Message info) => Info = info;

    /// <summary>The entry of a part, which is made if there is none.</summary>
    /// <param name="partId">The part's identifier.</param>
    /// <param name="isLost">Whether the beginning of a part that is not known yet may have been missed.</param>
    public TurnPart Entry(string partId, bool isLost)
    {
        if (_parts.Find(p => p.Id == partId) is { } known)
        {
            return known;
        }

        var entry = new TurnPart(Id, partId);
        if (isLost)
        {
            entry.MarkIncomplete();
        }

        _parts.Add(entry);
        return entry;
    }

    public void Remove(string partId) => _parts.RemoveAll(p => p.Id == partId);

    /// <summary>Keeps the parts that the server has, in the server's order.</summary>
    public void Arrange(IReadOnlyList<Part> parts)
    {
        var order = parts.Select((part, index) => (part.Id, index)).GroupBy(p => p.Id).ToDictionary(p => p.Key, p => p.First().index, StringComparer.Ordinal);
        _parts.RemoveAll(p => !order.ContainsKey(p.Id));
        _parts.Sort((one, other) => order[one.Id].CompareTo(order[other.Id]));
    }

    public MessageWithParts ToMessage() => new() { Info = Info!, Parts = Parts };
}
