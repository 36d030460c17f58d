using System.Collections.Concurrent;

namespace OpenCode.Agents.Sessions;

/// <summary>
/// Records how much of each part of a turn the caller has received. A run that continues the turn reads all of it again and
/// delivers only the rest. Thread-safe.
/// </summary>
internal sealed class DeliveredParts
{
    private readonly ConcurrentDictionary<string, int> _lengths;

    public DeliveredParts()
    {
        _lengths = new(StringComparer.Ordinal);
    }

    /// <param name="lengths">The number of characters of each text; 0 for tool calls.</param>
    public DeliveredParts(IEnumerable<KeyValuePair<string, int>> lengths)
    {
        _lengths = new(lengths, StringComparer.Ordinal);
    }

    /// <summary>The parts with their number of characters; 0 for tool calls.</summary>
    public IReadOnlyDictionary<string, int> Lengths => new Dictionary<string, int>(_lengths, StringComparer.Ordinal);

    /// <summary>Records that a text was delivered up to a length.</summary>
    public void Extend(string partId, int length) => _lengths.AddOrUpdate(partId, length, (_, before) => Math.Max(before, length));

    /// <summary>Records that a tool call was delivered with its result.</summary>
    /// <returns>False if the call was already delivered.</returns>
    public bool TryAddTool(string partId) => _lengths.TryAdd(partId, 0);
}
