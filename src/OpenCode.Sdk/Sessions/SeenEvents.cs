using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>
/// Detects an event that is delivered twice, with the same identifier and the same content. Neither is sufficient alone:
/// different events can share an identifier, and a text can contain the same words twice. Not thread-safe.
/// </summary>
internal sealed class SeenEvents
{
    /// <summary>The number of events that are remembered. A duplicate closely follows its original.</summary>
    private const int Capacity = 4096;

    /// <summary>The maximum size of the buffer that is kept for the next event. A larger buffer is released.</summary>
    private const int MostRoom = 64 * 1024;

    private static readonly JsonWriterOptions s_writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<ulong> _seen = [];
    private readonly Queue<ulong> _order = new();
    private ArrayBufferWriter<byte> _json = new();

    /// <returns>False if the event was seen before; true if it is new or has no identifier.</returns>
    public bool Add(Event e)
    {
        var json = Write(e);
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

    /// <summary>Writes an event to a reused buffer. The returned bytes are valid until the next event.</summary>
    private ReadOnlySpan<byte> Write(Event e)
    {
        if (_json.Capacity > MostRoom)
        {
            _json = new ArrayBufferWriter<byte>();
        }

        _json.Clear();
        using var writer = new Utf8JsonWriter(_json, s_writerOptions);
        e.WriteTo(writer);
        writer.Flush();
        return _json.WrittenSpan;
    }

    /// <summary>Servers before 1.14 send events without identifiers.</summary>
    private static bool HasId(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return JsonRead.Peek(reader, "id"u8).Length > 0;
    }

    /// <summary>
    /// Computes the 64-bit FNV-1a hash, which distinguishes a few thousand events and is the same on every target framework.
    /// </summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in bytes)
        {
            hash = unchecked((hash ^ value) * 1099511628211UL);
        }

        return hash;
    }
}
