namespace OpenCode.Models;

/// <summary>What generated writers are made of.</summary>
internal static class JsonWrite
{
    /// <summary>Up to here every whole double is exact, and JavaScript writes it without an exponent.</summary>
    private const double MaxExactInteger = 9007199254740992;

    public static void String(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    public static void Boolean(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public static void Integer(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);

    /// <summary>Writes whole numbers as the server does, without an exponent.</summary>
    public static void Number(Utf8JsonWriter writer, double value)
    {
        if (Math.Abs(value) <= MaxExactInteger && Math.Truncate(value) == value)
        {
            writer.WriteNumberValue((long)value);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    public static void LooseNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsNaN(value))
        {
            writer.WriteStringValue("NaN"u8);
        }
        else if (double.IsInfinity(value))
        {
            writer.WriteStringValue(value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
        else
        {
            Number(writer, value);
        }
    }

    public static void Any(Utf8JsonWriter writer, JsonElement value) => value.WriteTo(writer);

    public static void Model<T>(Utf8JsonWriter writer, T value)
        where T : IJsonModel => value.WriteTo(writer);

    public static void List<T>(Utf8JsonWriter writer, IReadOnlyList<T> list, ModelWriter<T> write)
    {
        writer.WriteStartArray();
        for (var i = 0; i < list.Count; i++)
        {
            write(writer, list[i]);
        }

        writer.WriteEndArray();
    }

    public static void Map<T>(Utf8JsonWriter writer, IReadOnlyDictionary<string, T> map, ModelWriter<T> write)
    {
        writer.WriteStartObject();
        foreach (var member in map)
        {
            writer.WritePropertyName(member.Key);
            write(writer, member.Value);
        }

        writer.WriteEndObject();
    }
}
