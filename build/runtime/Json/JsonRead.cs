using System.Buffers;
using System.Globalization;
using System.Text;

namespace OpenCode.Models;

/// <summary>What generated readers are made of.</summary>
/// <remarks>
/// Errors carry no path here, so that the way without errors costs nothing: <see cref="JsonLocation"/> works it out from
/// where the reader stands when one is thrown.
/// </remarks>
internal static class JsonRead
{
    private static readonly JsonElement s_null = ParseNull();

    /// <summary>The name the reader stands on. Comparing it with each known one is what most of the time goes into.</summary>
    public static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader) => Text(ref reader);

    /// <inheritdoc cref="ExplicitNull(ref Utf8JsonReader, string, ref Dictionary{string, JsonElement}?)"/>
    public static bool ExplicitNull<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, T?>? additional)
        where T : class
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            return false;
        }

        (additional ??= new(StringComparer.Ordinal))[name] = null;
        return true;
    }

    public static void StartObject(ref Utf8JsonReader reader) => Expect(ref reader, JsonTokenType.StartObject, "an object");

    public static void StartString(ref Utf8JsonReader reader) => Expect(ref reader, JsonTokenType.String, "a string");

    /// <summary>Moves to the next member's name; false at the object's end.</summary>
    public static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Whether an optional member is null; then it is kept as it came, so that writing gives it back.</summary>
    public static bool ExplicitNull(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? additional)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            return false;
        }

        (additional ??= new(StringComparer.Ordinal))[name] = s_null;
        return true;
    }

    public static string String(ref Utf8JsonReader reader)
    {
        StartString(ref reader);
        return reader.GetString()!;
    }

    public static bool Boolean(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Unexpected(ref reader, "a boolean"),
    };

    public static long Integer(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number, "an integer");
        return reader.TryGetInt64(out var value) ? value : throw Unexpected(ref reader, "an integer of 64 bits");
    }

    public static double Number(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number, "a number");
        return reader.GetDouble();
    }

    public static double LooseNumber(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? Number(ref reader)
        : reader.ValueTextEquals("NaN"u8) ? double.NaN
        : reader.ValueTextEquals("Infinity"u8) ? double.PositiveInfinity
        : reader.ValueTextEquals("-Infinity"u8) ? double.NegativeInfinity
        : throw Unexpected(ref reader, "a number, NaN, Infinity or -Infinity");

    public static JsonElement Any(ref Utf8JsonReader reader) => JsonElement.ParseValue(ref reader);

    public static IReadOnlyList<T> List<T>(ref Utf8JsonReader reader, ModelReader<T> read)
    {
        Expect(ref reader, JsonTokenType.StartArray, "an array");
        List<T>? list = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            (list ??= []).Add(read(ref reader));
        }

        return list is null ? [] : list;
    }

    public static IReadOnlyDictionary<string, T> Map<T>(ref Utf8JsonReader reader, ModelReader<T> read)
    {
        StartObject(ref reader);
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        while (NextMember(ref reader))
        {
            var name = reader.GetString()!;
            reader.Read();
            map[name] = read(ref reader);
        }

        return map;
    }

    public static void Constant(ref Utf8JsonReader reader, ReadOnlySpan<byte> value)
    {
        StartString(ref reader);
        if (!reader.ValueTextEquals(value))
        {
            throw Unexpected(ref reader, $"\"{Encoding.UTF8.GetString(value)}\"");
        }
    }

    /// <summary>The text of a string, boolean or number member, found ahead without moving the caller's reader; empty if there is none.</summary>
    public static ReadOnlySpan<byte> Peek(Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        Find(ref reader, name) ? Scalar(ref reader) : default;

    /// <inheritdoc cref="Peek(Utf8JsonReader, ReadOnlySpan{byte})"/>
    public static ReadOnlySpan<byte> Peek(Utf8JsonReader reader, ReadOnlySpan<byte> outer, ReadOnlySpan<byte> inner) =>
        Find(ref reader, outer) && Find(ref reader, inner) ? Scalar(ref reader) : default;

    public static bool HasMember(Utf8JsonReader reader, ReadOnlySpan<byte> name) => Find(ref reader, name);

    /// <summary>The text of a string at a path below <paramref name="element"/>; null if there is none.</summary>
    public static string? Text(JsonElement element, params ReadOnlySpan<string> path) =>
        Follow(element, path) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>The text of a string, boolean or number at a path below <paramref name="element"/>; null if there is none.</summary>
    public static string? Literal(JsonElement element, params ReadOnlySpan<string> path) => Follow(element, path) switch
    {
        { ValueKind: JsonValueKind.String } found => found.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } found => found.GetRawText(),
        _ => null,
    };

    /// <summary>The whole number at a path below <paramref name="element"/>; null if there is none.</summary>
    public static long? Whole(JsonElement element, params ReadOnlySpan<string> path) =>
        Follow(element, path) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var number) ? number : null;

    public static JsonException Missing(string name) => new($"The required member \"{name}\" is missing.");

    private static JsonElement? Follow(JsonElement element, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    private static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (NextMember(ref reader))
        {
            if (reader.ValueTextEquals(name))
            {
                return reader.Read();
            }

            // Not Skip: it refuses to work on a reader that may still get more data.
            if (!reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped || reader.HasValueSequence ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;

    private static ReadOnlySpan<byte> Scalar(scoped ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.True or JsonTokenType.False => Text(ref reader),
        JsonTokenType.Number => NumberText(ref reader),
        _ => default,
    };

    /// <summary>Whole numbers are the same however they are written: 1, 1.0, 1e0.</summary>
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

    private static JsonException Unexpected(ref Utf8JsonReader reader, string expected)
    {
        var found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.True or JsonTokenType.False => "a boolean",
            JsonTokenType.Null => "null",
            var other => other.ToString(),
        };
        return new JsonException($"Expected {expected} but found {found}.");
    }

    private static JsonElement ParseNull()
    {
        using var document = JsonDocument.Parse("null");
        return document.RootElement.Clone();
    }
}
