using System.Runtime.InteropServices;
using OpenCode.Models;

namespace OpenCode;

/// <summary>Lets JSON texts that repeat the same identifiers share the strings, for example the events of one stream.</summary>
/// <remarks>
/// <para>
/// The values of members that are identifiers or have few distinct values are shared: identifiers of sessions, messages, parts,
/// providers and models; names of agents, tools and fields; directories; versions; and values of enumerations that this version
/// of the SDK does not know. Secrets and identifiers of events are never shared.
/// </para>
/// <para>
/// An instance keeps up to 512 strings of up to 64 ASCII characters. Later strings replace earlier ones. Use one instance for
/// each connection. Not thread-safe.
/// </para>
/// </remarks>
/// <example><code>
/// var strings = new SharedStrings();
/// foreach (var line in lines)
/// {
///     Handle(OpenCodeJson.Read(line, Event.ReadFrom, strings));
/// }
/// </code></example>
public sealed class SharedStrings
{
    private const int MaxLength = 64;

    private const int MinSlots = 32;

    private const int MaxSlots = 512;

    /// <summary>
    /// The index of a string is determined by its text, so the table is one array and a lookup is one comparison.
    /// </summary>
    private string?[] _slots = new string?[MinSlots];

    private int _replaced;

    internal SharedStrings(JsonReading reading) => Reading = reading;

    /// <summary>Creates an instance without shared strings.</summary>
    public SharedStrings() => Reading = new JsonReading(this);

    /// <summary>Passes this instance to the readers.</summary>
    internal JsonReading Reading { get; }

    /// <summary>Returns the string at the current position of the reader.</summary>
    internal string Read(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.HasValueSequence || reader.ValueSpan.Length is 0 or > MaxLength)
        {
            return JsonText.Read(ref reader);
        }

        var utf8 = reader.ValueSpan;
        ref var slot = ref _slots[Hash(utf8) & (uint)(_slots.Length - 1)];
        if (slot is { } shared && IsSame(utf8, shared))
        {
            return shared;
        }

        return Share(JsonText.Read(ref reader), utf8.Length, ref slot);
    }

    private string Share(string text, int length, ref string? slot)
    {
        if (text.Length == length)
        {
            if (slot is not null && ++_replaced > _slots.Length && _slots.Length < MaxSlots)
            {
                Grow();
                return text;
            }

            slot = text;
        }

        return text;
    }

    /// <summary>
    /// Grows the table, which starts small because a short text needs few strings. Dropped strings are shared again at their next
    /// use.
    /// </summary>
    private void Grow()
    {
        _slots = new string?[_slots.Length * 4];
        _replaced = 0;
    }

    /// <summary>Computes the hash from the length, the start and the end, because identifiers of one kind start alike.</summary>
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = (ulong)utf8.Length;
        if (utf8.Length >= sizeof(ulong))
        {
            hash ^= MemoryMarshal.Read<ulong>(utf8) * 3 ^ MemoryMarshal.Read<ulong>(utf8[^sizeof(ulong)..]);
        }
        else
        {
            foreach (var unit in utf8)
            {
                hash = (hash << 8) ^ unit;
            }
        }

        return (uint)((hash * 0x9E3779B97F4A7C15) >> 40);
    }

    private static bool IsSame(ReadOnlySpan<byte> utf8, string text)
    {
#if NET
        return utf8.Length == text.Length && System.Text.Ascii.Equals(utf8, text);
#else
        if (utf8.Length != text.Length)
        {
            return false;
        }

        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] != text[i])
            {
                return false;
            }
        }

        return true;
#endif
    }
}
