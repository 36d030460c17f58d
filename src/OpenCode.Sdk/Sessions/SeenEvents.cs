using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>
/// Recognizes an event that is delivered twice: the same identifier and the same content. Neither alone is enough, because
/// different events may share an identifier, and a text may contain the same words twice. Not thread-safe.
/// </summary>
internal sealed class SeenEvents
{
    /// <summary>How many events are remembered; a duplicate follows its original closely.</summary>
    private const int Capacity = 4096;

    private readonly HashSet<ulong> _seen = [];
    private readonly Queue<ulong> _order = new();

    /// <returns>False if the event has been seen before; true if it has no identifier.</returns>
    public bool Add(Event e)
    {
        var json = OpenCodeJson.Write(e);
        if (!HasId(json))
        {
            return true;
        }

        var hash = Hash(json);
        if (!_seen.Add(hash))
        {
            return false;
        }

        _order.Enqueue(hash);
        if (_order.Count > Capacity)
        {
            _seen.Remove(_order.Dequeue());
        }

        return true;
    }

    /// <summary>Servers before 1.14 send events without identifiers.</summary>
    private static bool HasId(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return JsonRead.Peek(reader, "id"u8).Length > 0;
    }

    /// <summary>FNV-1a in 64 bits: enough to tell a few thousand events apart, and the same on every target framework.</summary>
    private static ulong Hash(byte[] bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in bytes)
        {
            hash = unchecked((hash ^ value) * 1099511628211UL);
        }

        return hash;
    }
}
