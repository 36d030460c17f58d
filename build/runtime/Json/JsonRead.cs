using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace OpenCode.Models;

/// <summary>The building blocks of generated readers.</summary>
/// <remarks>
/// To keep reading without errors fast, errors do not contain a path here. <see cref="JsonLocation"/> determines the path from
/// the position of the reader when an error is thrown.
/// </remarks>
internal static class JsonRead
{
    /// <summary>
    /// Returns the current name of the reader as UTF-8. Most of the reading time is spent on comparing it with the known names.
    /// </summary>
    public static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader) => JsonText.ReadUtf8(ref reader);

    public static void StartObject(ref Utf8JsonReader reader) => Expect(ref reader, JsonTokenType.StartObject, "an object");

    public static void StartString(ref Utf8JsonReader reader) => Expect(ref reader, JsonTokenType.String, "a string");

    /// <summary>Moves to the name of the next member. Returns false at the end of the object.</summary>
    public static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    public static string String(ref Utf8JsonReader reader)
    {
        StartString(ref reader);
        return JsonText.Read(ref reader);
    }

    /// <summary>
    /// Reads a string that JSON texts repeat. Returns the instance that was read before, if <paramref name="reading"/> has it.
    /// </summary>
    public static string SharedString(ref Utf8JsonReader reader, JsonReading? reading)
    {
        StartString(ref reader);
        return reading is null ? JsonText.Read(ref reader) : reading.Strings.Read(ref reader);
    }

    public static bool Boolean(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Unexpected(ref reader, "a boolean"),
    };

    public static long Integer(ref Utf8JsonReader reader) =>
        JsonNumber.TryInteger(ref reader, out var value) ? value : throw Unexpected(ref reader, "a whole number");

    public static double Number(ref Utf8JsonReader reader) =>
        JsonNumber.TryNumber(ref reader, out var value) ? value : throw Unexpected(ref reader, "a number");

    public static double LooseNumber(ref Utf8JsonReader reader) =>
        JsonNumber.TryLooseNumber(ref reader, out var value) ? value : throw Unexpected(ref reader, "a number, NaN, Infinity or -Infinity");

    public static decimal Money(ref Utf8JsonReader reader) =>
        JsonNumber.TryMoney(ref reader, out var value) ? value : throw Unexpected(ref reader, "an amount");

    public static DateTimeOffset Time(ref Utf8JsonReader reader) =>
        JsonNumber.TryTime(ref reader, out var value) ? value : throw Unexpected(ref reader, "a time in milliseconds since 1970");

    public static TimeSpan Milliseconds(ref Utf8JsonReader reader) =>
        JsonNumber.TryMilliseconds(ref reader, out var value) ? value : throw Unexpected(ref reader, "a duration in milliseconds");

    public static TimeSpan Seconds(ref Utf8JsonReader reader) =>
        JsonNumber.TrySeconds(ref reader, out var value) ? value : throw Unexpected(ref reader, "a duration in seconds");

    public static JsonElement Any(ref Utf8JsonReader reader)
    {
        var element = JsonElement.ParseValue(ref reader);
        Utf8Text.Validate(JsonText.Raw(element));
        return element;
    }

    public static void Constant(ref Utf8JsonReader reader, ReadOnlySpan<byte> value)
    {
        StartString(ref reader);
        if (!JsonText.ReadUtf8(ref reader).SequenceEqual(value))
        {
            throw Unexpected(ref reader, $"\"{Encoding.UTF8.GetString(value)}\"");
        }
    }

    /// <summary>
    /// Returns the text of a string, boolean or number member without moving the caller's reader; empty if there is none.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ReadOnlySpan<byte> Peek(scoped in Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        var ahead = reader;
        return Find(ref ahead, name) ? Scalar(ref ahead) : default;
    }

    /// <inheritdoc cref="Peek(in Utf8JsonReader, ReadOnlySpan{byte})"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ReadOnlySpan<byte> Peek(scoped in Utf8JsonReader reader, ReadOnlySpan<byte> outer, ReadOnlySpan<byte> inner)
    {
        var ahead = reader;
        return Find(ref ahead, outer) && Find(ref ahead, inner) ? Scalar(ref ahead) : default;
    }

    /// <summary>
    /// Moves to the value of the current member. Returns false if it is not a string; the caller then reads the value as it is.
    /// </summary>
    public static bool NextString(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.String;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool HasMember(scoped in Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        var ahead = reader;
        return Find(ref ahead, name);
    }

    /// <summary>Returns a member of an object; null if there is none.</summary>
    public static JsonElement? Member(JsonElement element, string name)
    {
        var reader = Reader(element);
        return Follow(ref reader, [name]) ? JsonElement.ParseValue(ref reader) : null;
    }

    /// <summary>Returns the members of an object; empty if the element is not an object.</summary>
    public static IReadOnlyList<KeyValuePair<string, JsonElement>> Members(JsonElement element)
    {
        var members = new List<KeyValuePair<string, JsonElement>>();
        var reader = Reader(element);
        while (element.ValueKind == JsonValueKind.Object && NextMember(ref reader))
        {
            var name = JsonText.Read(ref reader);
            reader.Read();
            members.Add(new(name, JsonElement.ParseValue(ref reader)));
        }

        return members;
    }

    /// <summary>Returns the text of a string at a path below <paramref name="element"/>; null if there is none.</summary>
    public static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        var reader = Reader(element);
        return Follow(ref reader, path) && reader.TokenType == JsonTokenType.String ? JsonText.Read(ref reader) : null;
    }

    /// <summary>
    /// Returns the text of a string, boolean or number at a path below <paramref name="element"/>; null if there is none.
    /// </summary>
    public static string? Literal(JsonElement element, params ReadOnlySpan<string> path)
    {
        var reader = Reader(element);
        return Follow(ref reader, path) && Scalar(ref reader) is { Length: > 0 } text ? Encoding.UTF8.GetString(text) : null;
    }

    /// <summary>Returns the whole number at a path below <paramref name="element"/>; null if there is none.</summary>
    public static long? Whole(JsonElement element, params ReadOnlySpan<string> path)
    {
        var reader = Reader(element);
        return Follow(ref reader, path) && JsonNumber.TryInteger(ref reader, out var number) ? number : null;
    }

    /// <summary>Returns the point in time at a path below <paramref name="element"/>; null if there is none.</summary>
    public static DateTimeOffset? PointInTime(JsonElement element, params ReadOnlySpan<string> path)
    {
        var reader = Reader(element);
        return Follow(ref reader, path) && JsonNumber.TryTime(ref reader, out var time) ? time : null;
    }

    public static JsonException Missing(string name) => new($"The required member \"{name}\" is missing.");

    public static JsonException Unexpected(ref Utf8JsonReader reader, string expected) => new(UnexpectedMessage(ref reader, expected));

    public static string UnexpectedMessage(ref Utf8JsonReader reader, string expected)
    {
        var found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => $"the number {Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)}",
            JsonTokenType.True or JsonTokenType.False => "a boolean",
            JsonTokenType.Null => "null",
            var other => other.ToString(),
        };
        return $"Expected {expected} but found {found}.";
    }

    /// <summary>Creates a reader without a depth limit. The depth of an element was checked when the element was read.</summary>
    private static Utf8JsonReader Reader(JsonElement element)
    {
        var reader = new Utf8JsonReader(JsonText.Raw(element), new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        return reader;
    }

    private static bool Follow(scoped ref Utf8JsonReader reader, scoped ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (!Find(ref reader, Encoding.UTF8.GetBytes(name)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Find(scoped ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (NextMember(ref reader))
        {
            if (JsonText.ReadUtf8(ref reader).SequenceEqual(name))
            {
                return reader.Read();
            }

            // Skip throws if the reader might receive more data.
            if (!reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> Scalar(scoped ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.True or JsonTokenType.False => JsonText.ReadUtf8(ref reader),
        JsonTokenType.Number => NumberText(ref reader),
        _ => default,
    };

    /// <summary>Returns the same text for all notations of a whole number: 1, 1.0, 1e0.</summary>
    private static ReadOnlySpan<byte> NumberText(scoped ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return text.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0 && reader.TryGetDouble(out var number) && Math.Truncate(number) == number && Math.Abs(number) < long.MaxValue
            ? Encoding.UTF8.GetBytes(((long)number).ToString(CultureInfo.InvariantCulture))
            : text;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw Unexpected(ref reader, what);
        }
    }
}
