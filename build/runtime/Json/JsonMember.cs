using System.Runtime.CompilerServices;

namespace OpenCode.Models;

/// <summary>Preserves members that do not match the OpenAPI document, and replaces them with a stand-in.</summary>
/// <remarks>
/// Such members are rare. The methods are not inlined, so that the readers of models don't reserve and clear memory for them.
/// </remarks>
internal static class JsonMember
{
    private static readonly JsonElement s_null = Parse("null"u8);

    /// <summary>Preserves the current member of the reader, which the document does not define.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void KeepUnknown(ref Utf8JsonReader reader, ref Dictionary<string, JsonElement>? additional)
    {
        var name = JsonText.Read(ref reader);
        reader.Read();
        (additional ??= new(StringComparer.Ordinal))[name] = JsonRead.Any(ref reader);
    }

    /// <summary>Preserves the current value of the reader as it was received.</summary>
    /// <param name="reader">The reader, positioned at the value.</param>
    /// <param name="name">The JSON name of the member.</param>
    /// <param name="expected">The expected kind of value, for the message.</param>
    /// <param name="unexpected">The dictionary that receives the value.</param>
    /// <param name="reading">Collects the mismatch.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Keep(ref Utf8JsonReader reader, string name, string expected, ref Dictionary<string, UnexpectedMember>? unexpected, JsonReading? reading)
    {
        if (JsonReading.Collects(reading))
        {
            reading.Add(ref reader, null, JsonRead.UnexpectedMessage(ref reader, expected));
        }

        (unexpected ??= new(StringComparer.Ordinal))[name] = new UnexpectedMember(JsonRead.Any(ref reader));
    }

    /// <summary>
    /// Preserves the value of an optional member as it was received. Null is not a mismatch, but it differs from a missing
    /// member.
    /// </summary>
    /// <inheritdoc cref="Keep"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void KeepOptional<T>(
        ref Utf8JsonReader reader,
        string name,
        string expected,
        ref Dictionary<string, T>? additional,
        T nothing,
        ref Dictionary<string, UnexpectedMember>? unexpected,
        JsonReading? reading)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            unexpected?.Remove(name);
            (additional ??= new(StringComparer.Ordinal))[name] = nothing;
        }
        else
        {
            // If a name is repeated, the last value counts.
            additional?.Remove(name);
            Keep(ref reader, name, expected, ref unexpected, reading);
        }
    }

    /// <summary>Preserves the value of a nullable member, unless it is null.</summary>
    /// <inheritdoc cref="Keep"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void KeepNotNull(ref Utf8JsonReader reader, string name, string expected, ref Dictionary<string, UnexpectedMember>? unexpected, JsonReading? reading)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            unexpected?.Remove(name);
        }
        else
        {
            Keep(ref reader, name, expected, ref unexpected, reading);
        }
    }

    /// <summary>The null that is preserved for an optional member.</summary>
    public static JsonElement Null => s_null;

    /// <summary>The default for a time in an object that is completed.</summary>
    public static DateTimeOffset Epoch => DateTimeOffset.FromUnixTimeMilliseconds(0);

    /// <summary>Returns the stand-in for a required member that is missing or could not be read.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T StandIn<T>(ref Utf8JsonReader reader, string name, T standIn, ref Dictionary<string, UnexpectedMember>? unexpected, JsonReading? reading)
    {
        if (unexpected?.TryGetValue(name, out var member) == true)
        {
            unexpected[name] = member with { StandIn = standIn };
        }
        else if (!JsonReading.Completes(reading))
        {
            if (JsonReading.Collects(reading))
            {
                reading.Add(ref reader, name, $"The required member \"{name}\" is missing.");
            }

            (unexpected ??= new(StringComparer.Ordinal))[name] = new UnexpectedMember(json: null) { StandIn = standIn };
        }

        return standIn;
    }

    /// <summary>Whether at least one of the required members of a record could be read.</summary>
    public static bool IsRecognized(IReadOnlyDictionary<string, UnexpectedMember> unexpected, int demanded) =>
        demanded == 0 || unexpected.Values.Count(member => member.StandIn is not null) < demanded;

    /// <summary>Throws if an object is not what was expected.</summary>
    /// <exception cref="JsonException">None of the required members could be read.</exception>
    public static T Recognize<T>(T value) =>
        value is IRecognizable { IsRecognized: false } ? throw new JsonException("None of the required members could be read.") : value;

    /// <summary>Creates a model whose members are all missing.</summary>
    public static T Absent<T>(JsonReading? reading, ModelReader<T> read) => Read("{}"u8, JsonReading.Inside(reading), read);

    /// <summary>
    /// Creates a variant whose members are all missing: the unknown variant, or the first variant if objects are completed.
    /// </summary>
    public static T Absent<T>(JsonReading? reading, ModelReader<T> read, ModelReader<T> first) => Absent(reading, JsonReading.Completes(reading) ? first : read);

    /// <summary>Returns the value for a missing member: null, or a valid value if objects are completed.</summary>
    public static T Absent<T>(JsonReading? reading, T first)
        where T : struct => JsonReading.Completes(reading) ? first : default;

    /// <summary>
    /// Returns a value that is of none of its possible kinds, or the smallest valid value if objects are completed.
    /// </summary>
    public static T AbsentValue<T>(JsonReading? reading, ModelReader<T> read, ReadOnlySpan<byte> smallest) =>
        Read(JsonReading.Completes(reading) ? smallest : "null"u8, JsonReading.Inside(reading), read);

    /// <summary>Writes a member as it was received if it still contains its stand-in.</summary>
    /// <returns>False if the member must be written as usual.</returns>
    public static bool WriteUnexpected<T>(Utf8JsonWriter writer, string name, T value, IReadOnlyDictionary<string, UnexpectedMember> unexpected)
    {
        if (!unexpected.TryGetValue(name, out var member) || !Equals(member.StandIn, value))
        {
            return false;
        }

        Write(writer, name, member);
        return true;
    }

    /// <summary>Writes the received values of optional members, and of members that the document does not define.</summary>
    public static void WriteUnexpected(Utf8JsonWriter writer, IReadOnlyDictionary<string, UnexpectedMember>? unexpected, Func<string, bool> isWritten)
    {
        foreach (var member in unexpected ?? new Dictionary<string, UnexpectedMember>())
        {
            if (!isWritten(member.Key))
            {
                Write(writer, member.Key, member.Value);
            }
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, UnexpectedMember member)
    {
        if (member.Json is { } json)
        {
            JsonText.WriteName(writer, name);
            JsonText.Write(writer, json);
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> json, JsonReading? reading, ModelReader<T> read)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return read(ref reader, reading);
    }

    private static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonElement.ParseValue(ref reader);
    }
}
