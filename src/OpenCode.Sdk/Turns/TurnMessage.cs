using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>Represents a message of the session. Its parts may arrive before it.</summary>
internal sealed class TurnMessage(string id, int arrival)
{
    private readonly List<TurnPart> _parts = [];

    public string Id { get; } = id;

    /// <summary>Gets the message; null while only parts of it have arrived.</summary>
    public Message? Info { get; private set; }

    public AssistantMessage? Assistant => Info as AssistantMessage;

    /// <summary>
    /// Gets the position of the message among the others. Identifiers don't define the order: different machines generate them,
    /// and several can have the same millisecond.
    /// </summary>
    public (DateTimeOffset Created, int Arrival) Position => (Info is { CreatedAt: var created } && created != default ? created : DateTimeOffset.MaxValue, arrival);

    public IEnumerable<TurnPart> Entries => _parts;

    public IReadOnlyList<Part> Parts => [.. _parts.Select(p => p.Current).OfType<Part>()];

    /// <summary>Gets whether a text of the message may be incomplete.</summary>
    public bool HasOpenText => _parts.Exists(p => p.IsOpen);

    /// <summary>
    /// Gets whether the server created the message on behalf of the user, to request a compaction or to continue the work. A
    /// prompt with attachments also has synthetic texts, but not only those.
    /// </summary>
    public bool IsContinuation => _parts.Count > 0 && _parts.TrueForAll(p => p.Part is CompactionPart or TextPart { Synthetic: true });

    /// <summary>Gets whether the message requests an automatic compaction, after which the server repeats the prompt.</summary>
    public bool IsAutoCompaction => _parts.Exists(p => p.Part is CompactionPart { Auto: true });

    /// <summary>Gets whether the message is a compaction that the user requested.</summary>
    public bool IsManualCompaction => _parts.Exists(p => p.Part is CompactionPart { Auto: false });

    public void Set(Message info) => Info = info;

    /// <summary>Returns the entry of a part, and creates it if there is none.</summary>
    /// <param name="partId">The part's identifier.</param>
    /// <param name="isLost">Whether the start of a part that is not known yet may have been missed.</param>
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

    /// <summary>Keeps only the parts that the server stores, in the server's order.</summary>
    public void Arrange(IReadOnlyList<Part> parts)
    {
        var order = parts.Select((part, index) => (part.Id, index)).GroupBy(p => p.Id).ToDictionary(p => p.Key, p => p.First().index, StringComparer.Ordinal);
        _parts.RemoveAll(p => !order.ContainsKey(p.Id));
        _parts.Sort((one, other) => order[one.Id].CompareTo(order[other.Id]));
    }

    public MessageWithParts ToMessage() => new() { Info = Info!, Parts = Parts };
}
