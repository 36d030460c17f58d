namespace OpenCode.Models;

/// <summary>Members that are not what the document promises: kept as they came, and replaced by a stand-in.</summary>
internal static class JsonMember
{
    private static readonly JsonElement s_null = Parse("null"u8);

    /// <summary>Keeps the value the reader is on as it came.</summary>
    /// <param name="reader">The reader, on the value.</param>
    /// <param name="name">The name of the member on the wire.</param>
    /// <param name="expected">What the document promises, for the message.</param>
    /// <param name="unexpected">Where it is kept.</param>
    /// <param name="reading">Is told of it.</param>
    public static void Keep(ref Utf8JsonReader reader, string name, string expected, ref Dictionary<string, UnexpectedMember>? unexpected, JsonReading? reading)
    {
        if (JsonReading.Collects(reading))
        {
            reading.Add(ref reader, null, JsonRead.UnexpectedMessage(ref reader, expected));
        }

        (unexpected ??= new(StringComparer.Ordinal))[name] = new UnexpectedMember(JsonRead.Any(ref reader));
    }

    /// <summary>Keeps the value of an optional member as it came. Null is not unexpected there, but not the same as absence either.</summary>
    /// <inheritdoc cref="Keep"/>
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
            (additional ??= new(StringComparer.Ordinal))[name] = nothing;
        }
        else
        {
            Keep(ref reader, name, expected, ref unexpected, reading);
        }
    }

    /// <summary>Keeps the value of a member that may be null, unless it is null.</summary>
    /// <inheritdoc cref="Keep"/>
    public static void KeepNotNull(ref Utf8JsonReader reader, string name, string expected, ref Dictionary<string, UnexpectedMember>? unexpected, JsonReading? reading)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            Keep(ref reader, name, expected, ref unexpected, reading);
        }
    }

    /// <summary>The null that is kept for an optional member.</summary>
    public static JsonElement Null => s_null;

    /// <summary>What a time is in an object that is completed.</summary>
    public static DateTimeOffset Epoch => DateTimeOffset.FromUnixTimeMilliseconds(0);

    /// <summary>Stands in for a required member that is missing or has not been readable.</summary>
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

    /// <summary>Whether at least one of the members that a record demands could be read.</summary>
    public static bool IsRecognized(IReadOnlyDictionary<string, UnexpectedMember> unexpected, int demanded) =>
        demanded == 0 || unexpected.Values.Count(member => member.StandIn is not null) < demanded;

    /// <summary>Refuses an object that is something else than what was to be read.</summary>
    /// <exception cref="JsonException">None of the required members could be read.</exception>
    public static T Recognize<T>(T value) =>
        value is IRecognizable { IsRecognized: false } ? throw new JsonException("None of the required members could be read.") : value;

    /// <summary>A model all members of which are missing.</summary>
    public static T Absent<T>(JsonReading? reading, ModelReader<T> read) => Read("{}"u8, JsonReading.Inside(reading), read);

    /// <summary>A variant all members of which are missing: an unknown one, or the first if objects are completed.</summary>
    public static T Absent<T>(JsonReading? reading, ModelReader<T> read, ModelReader<T> first) => Absent(reading, JsonReading.Completes(reading) ? first : read);

    /// <summary>A value that is missing: none, or a valid one if objects are completed.</summary>
    public static T Absent<T>(JsonReading? reading, T first)
        where T : struct => JsonReading.Completes(reading) ? first : default;

    /// <summary>A value of one of several kinds that is of none of them, or the smallest one if objects are completed.</summary>
    public static T AbsentValue<T>(JsonReading? reading, ModelReader<T> read, ReadOnlySpan<byte> smallest) =>
        Read(JsonReading.Completes(reading) ? smallest : "null"u8, JsonReading.Inside(reading), read);

    /// <summary>Writes a member as it came, if it still contains its stand-in.</summary>
    /// <returns>False if the member is to be written as usual.</returns>
    public static bool WriteUnexpected<T>(Utf8JsonWriter writer, string name, T value, IReadOnlyDictionary<string, UnexpectedMember> unexpected)
    {
        if (!unexpected.TryGetValue(name, out var member) || !Equals(member.StandIn, value))
        {
            return false;
        }

        Write(writer, name, member);
        return true;
    }

    /// <summary>Writes what came for optional members, and for members that the document does not name.</summary>
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
