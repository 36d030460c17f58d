namespace OpenCode.Models;

/// <summary>The building blocks of generated writers.</summary>
internal static class JsonWrite
{
    /// <summary>
    /// The largest number up to which every whole double is exact, and JavaScript writes it without an exponent.
    /// </summary>
    private const double MaxExactInteger = 9007199254740992;

    public static void String(Utf8JsonWriter writer, string value) => JsonText.Write(writer, value);

    public static void Boolean(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public static void Integer(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);

    public static void Money(Utf8JsonWriter writer, decimal value) => writer.WriteNumberValue(value);

    public static void Time(Utf8JsonWriter writer, DateTimeOffset value) => Decimal(writer, JsonNumber.FromTime(value));

    public static void Milliseconds(Utf8JsonWriter writer, TimeSpan value) => Decimal(writer, JsonNumber.FromMilliseconds(value));

    public static void Seconds(Utf8JsonWriter writer, TimeSpan value) => Decimal(writer, JsonNumber.FromSeconds(value));

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

    public static void Any(Utf8JsonWriter writer, JsonElement value) => JsonText.Write(writer, value);

    public static void Model<T>(Utf8JsonWriter writer, T value)
        where T : IJsonModel => value.WriteTo(writer);

    /// <summary>Writes whole numbers without the trailing zeros that a decimal can keep after its decimal point.</summary>
    private static void Decimal(Utf8JsonWriter writer, decimal value)
    {
        if (decimal.Truncate(value) == value)
        {
            writer.WriteNumberValue((long)value);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }
}
