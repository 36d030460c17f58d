using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>
/// Detects deltas that are delivered twice, by the identifier of their event. If a source uses one identifier for different
/// events, or sends no identifiers, every delta is accepted.
/// </summary>
internal sealed class RepeatedDeltas
{
    private const int Remembered = 4096;

    private readonly Dictionary<string, MessagePartDeltaData> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private bool _areIdsUnique = true;

    public bool Includes(Event e)
    {
        if (!_areIdsUnique || e is not MessagePartDeltaEvent { Id: { Length: > 0 } id, Properties: var delta })
        {
            return false;
        }

        if (_known.TryGetValue(id, out var known))
        {
            _areIdsUnique = known.PartId == delta.PartId && known.Delta == delta.Delta;
            return _areIdsUnique;
        }

        _known[id] = delta;
        _order.Enqueue(id);
        if (_order.Count > Remembered)
        {
            _known.Remove(_order.Dequeue());
        }

        return false;
    }
}
