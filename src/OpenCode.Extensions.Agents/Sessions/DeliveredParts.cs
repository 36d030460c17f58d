using System.Collections.Concurrent;

namespace OpenCode.Agents.Sessions;

/// <summary>
/// How much of each part of a turn the caller has got. A run that continues the turn sees all of it again, and delivers the rest.
/// Thread-safe.
/// </summary>
internal sealed class DeliveredParts
{
    private readonly ConcurrentDictionary<string, int> _lengths;

    public DeliveredParts()
    {
        _lengths = new(StringComparer.Ordinal);
    }

    /// <param name="lengths">Characters of texts; 0 for tool calls.</param>
    public DeliveredParts(IEnumerable<KeyValuePair<string, int>> lengths)
    {
        _lengths = new(lengths, StringComparer.Ordinal);
    }

    /// <summary>Parts with the number of their characters; 0 for tool calls.</summary>
    public IReadOnlyDictionary<string, int> Lengths => new Dictionary<string, int>(_lengths, StringComparer.Ordinal);

    /// <summary>Notes that a text was delivered up to a length.</summary>
    public void Extend(string partId, int length) => _lengths.AddOrUpdate(partId, length, (_, before) => Math.Max(before, length));

    /// <summary>Notes that a tool call was delivered with its result.</summary>
    /// <returns>False if it was before.</returns>
    public bool TryAddTool(string partId) => _lengths.TryAdd(partId, 0);
}
