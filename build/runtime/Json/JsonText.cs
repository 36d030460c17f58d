using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;

namespace OpenCode.Models;

/// <summary>Reads and writes JSON strings exactly as .NET strings contain them, including lone surrogates.</summary>
/// <remarks>
/// The server truncates texts by UTF-16 code units, and sends the remaining half of a surrogate pair as <c>\ud83d</c>. JavaScript
/// reads and writes such text, but System.Text.Json throws in both directions. This class handles only strings with such an
/// escape sequence.
/// </remarks>
internal static class JsonText
{
    /// <summary>Returns the string or property name at the current position of the reader.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
#if NET
        if (!reader.ValueIsEscaped && !reader.HasValueSequence && Ascii.IsValid(reader.ValueSpan))
        {
            // Most strings are ASCII, which needs no decoder.
            return Encoding.Latin1.GetString(reader.ValueSpan);
        }

#endif
        return ReadAny(ref reader);
    }

    // The callers of the frequent case must not reserve and clear memory for this one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string ReadAny(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.GetString()!;
        }

        ReadOnlySpan<byte> raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return HasHalf(raw) ? Unescape(raw) : reader.GetString()!;
    }

    /// <summary>
    /// Returns the current string or property name as UTF-8 for comparisons. Lone surrogates become replacement characters.
    /// </summary>
    public static ReadOnlySpan<byte> ReadUtf8(scoped ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped || reader.HasValueSequence ? Decode(ref reader) : reader.ValueSpan;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] Decode(scoped ref Utf8JsonReader reader) => Encoding.UTF8.GetBytes(ReadAny(ref reader));

    /// <summary>Returns the string of an element.</summary>
    public static string Read(JsonElement element)
    {
        var raw = Raw(element);
        return HasHalf(raw) ? Unescape(raw[1..^1]) : element.GetString()!;
    }

    /// <summary>Returns the UTF-8 of an element as it was read.</summary>
    public static ReadOnlySpan<byte> Raw(JsonElement element) =>
#if NET9_0_OR_GREATER
        JsonMarshal.GetRawUtf8Value(element);
#else
        Encoding.UTF8.GetBytes(element.GetRawText());
#endif

    public static void Write(Utf8JsonWriter writer, string value)
    {
        if (HasHalf(value))
        {
            writer.WriteStringValue(Encode(value, writer.Options.Encoder));
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    public static void WriteName(Utf8JsonWriter writer, string name)
    {
        if (HasHalf(name))
        {
            writer.WritePropertyName(Encode(name, writer.Options.Encoder));
        }
        else
        {
            writer.WritePropertyName(name);
        }
    }

    /// <summary>Writes free-form JSON. The element writes itself unless it contains a lone surrogate.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        var raw = Raw(element);
        if (!HasHalf(raw))
        {
            element.WriteTo(writer);
            return;
        }

        // The depth of the element was checked when the element was read.
        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            WriteToken(writer, ref reader);
        }
    }

    /// <summary>Whether the escape sequences in raw JSON contain a lone surrogate.</summary>
    public static bool HasHalf(ReadOnlySpan<byte> raw)
    {
        while (raw.IndexOf((byte)'\\') is >= 0 and var at)
        {
            if (Surrogate(raw[at..]) is { } high)
            {
                if (!char.IsHighSurrogate(high) || Surrogate(raw[(at + 6)..]) is not { } low || !char.IsLowSurrogate(low))
                {
                    return true;
                }

                raw = raw[(at + 12)..];
            }
            else
            {
                raw = raw[(at + 2)..];
            }
        }

        return false;
    }

    private static bool HasHalf(string value)
    {
        for (var i = IndexOfSurrogate(value, 0); i >= 0; i = IndexOfSurrogate(value, i + 2))
        {
            if (!char.IsHighSurrogate(value[i]) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]))
            {
                return true;
            }
        }

        return false;
    }

    private static int IndexOfSurrogate(string value, int start)
    {
        if (start >= value.Length)
        {
            return -1;
        }

#if NET
        var index = value.AsSpan(start).IndexOfAnyInRange('\uD800', '\uDFFF');
        return index < 0 ? -1 : start + index;
#else
        for (var i = start; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]))
            {
                return i;
            }
        }

        return -1;
#endif
    }

    /// <summary>
    /// Returns the high or low surrogate of the escape sequence at the start of the text; null if there is none.
    /// </summary>
    private static char? Surrogate(ReadOnlySpan<byte> raw) =>
        raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u' && char.IsSurrogate(CodeUnit(raw[2..])) ? CodeUnit(raw[2..]) : null;

    private static char CodeUnit(ReadOnlySpan<byte> digits) =>
        (char)((Digit(digits[0]) << 12) | (Digit(digits[1]) << 8) | (Digit(digits[2]) << 4) | Digit(digits[3]));

    private static int Digit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    /// <summary>Unescapes a string without its quotation marks. The reader has already validated the escape sequences.</summary>
    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        while (raw.Length > 0)
        {
            var plain = raw.IndexOf((byte)'\\');
            text.Append(Decode(plain < 0 ? raw : raw[..plain]));
            if (plain < 0)
            {
                break;
            }

            raw = raw[plain..];
            var isCodeUnit = raw[1] == 'u';
            text.Append(isCodeUnit ? CodeUnit(raw[2..]) : Simple(raw[1]));
            raw = raw[(isCodeUnit ? 6 : 2)..];
        }

        return text.ToString();
    }

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        Utf8Text.Validate(utf8);
        return Encoding.UTF8.GetString(utf8);
    }

    private static char Simple(byte escaped) => (char)escaped switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        var itself => itself,
    };

    /// <summary>Encodes a string as the content of a JSON string.</summary>
    public static JsonEncodedText Encode(string value, JavaScriptEncoder? encoder)
    {
        var encoded = new ArrayBufferWriter<byte>(value.Length + 16);
        var start = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogatePair(value, i))
            {
                i++;
            }
            else if (char.IsSurrogate(value[i]))
            {
                encoded.Write(JsonEncodedText.Encode(value.AsSpan(start, i - start), encoder).EncodedUtf8Bytes);
                encoded.Write(Encoding.ASCII.GetBytes($"\\u{(int)value[i]:x4}"));
                start = i + 1;
            }
        }

        encoded.Write(JsonEncodedText.Encode(value.AsSpan(start), encoder).EncodedUtf8Bytes);
        return JsonEncodedText.Encode(encoded.WrittenSpan, VerbatimEncoder.Instance);
    }

    /// <summary>Copies the current token of the reader.</summary>
    public static void WriteToken(Utf8JsonWriter writer, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                WriteName(writer, Read(ref reader));
                break;
            case JsonTokenType.String:
                Write(writer, Read(ref reader));
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }
}
