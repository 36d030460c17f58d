using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace OpenCode.Models;

/// <summary>Reads numbers, but only if the .NET value equals the JSON number exactly.</summary>
/// <remarks>
/// Most numbers are short whole numbers. The methods for the others are not inlined, so that the readers of models don't reserve and
/// clear memory for them.
/// </remarks>
internal static class JsonNumber
{
    /// <summary>The largest number up to which a double represents every whole number exactly.</summary>
    private const double MaxExactInteger = 9007199254740992;

    /// <summary>The number of digits that a double always represents exactly.</summary>
    private const int MaxDoubleDigits = 15;

    /// <summary>The number of digits that a decimal always represents exactly.</summary>
    private const int MaxDecimalDigits = 28;

    private const long TicksPerMillisecond = TimeSpan.TicksPerMillisecond;

    private static readonly DateTimeOffset s_epoch = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static bool TryInteger(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && (TryWhole(ref reader, out value) || TryWholeNotation(ref reader, out value));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryWhole(ref Utf8JsonReader reader, out long value) => reader.TryGetInt64(out value);

    /// <summary>Reads other notations of whole numbers, such as 3.0 and 3e2.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryWholeNotation(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        if (TryMoney(ref reader, out var number) && decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue)
        {
            value = (long)number;
            return true;
        }

        return false;
    }

    public static bool TryNumber(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out value) && !double.IsInfinity(value)
            && (Math.Abs(value) < MaxExactInteger || IsExact(ref reader, value));
    }

    public static bool TryLooseNumber(ref Utf8JsonReader reader, out double value)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return TryNumber(ref reader, out value);
        }

        double? special = JsonText.ReadUtf8(ref reader) switch
        {
            var text when text.SequenceEqual("NaN"u8) => double.NaN,
            var text when text.SequenceEqual("Infinity"u8) => double.PositiveInfinity,
            var text when text.SequenceEqual("-Infinity"u8) => double.NegativeInfinity,
            _ => null,
        };
        value = special.GetValueOrDefault();
        return special is not null;
    }

    /// <summary>
    /// Returns false if digits would be lost. The server's numbers are doubles, which can be smaller than a decimal.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryMoney(ref Utf8JsonReader reader, out decimal value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        // A negative zero is not a whole number.
        if (IsShort(ref reader, MaxDoubleDigits) && reader.ValueSpan[0] != '-' && TryWhole(ref reader, out var whole))
        {
            value = whole;
            return true;
        }

        return reader.TryGetDecimal(out value) && (IsShort(ref reader, MaxDecimalDigits) || (reader.TryGetDouble(out var exact) && IsExact(value, exact)));
    }

    /// <summary>Whether a number has no exponent and at most the given number of digits.</summary>
    private static bool IsShort(ref Utf8JsonReader reader, int digits) =>
        !reader.HasValueSequence && reader.ValueSpan.Length <= digits && reader.ValueSpan.IndexOfAny((byte)'e', (byte)'E') < 0;

    /// <summary>Reads a point in time from the milliseconds since 1970.</summary>
    public static bool TryTime(ref Utf8JsonReader reader, out DateTimeOffset value)
    {
        value = default;
        if (!TryTicks(ref reader, TicksPerMillisecond, out var ticks)
            || ticks < DateTimeOffset.MinValue.Ticks - s_epoch.Ticks
            || ticks > DateTimeOffset.MaxValue.Ticks - s_epoch.Ticks)
        {
            return false;
        }

        value = s_epoch.AddTicks(ticks);
        return true;
    }

    public static bool TryMilliseconds(ref Utf8JsonReader reader, out TimeSpan value) => TryTimeSpan(ref reader, TicksPerMillisecond, out value);

    public static bool TrySeconds(ref Utf8JsonReader reader, out TimeSpan value) => TryTimeSpan(ref reader, TimeSpan.TicksPerSecond, out value);

    /// <summary>Returns the JSON number for a time.</summary>
    public static decimal FromTime(DateTimeOffset value) => (value.UtcTicks - s_epoch.Ticks) / (decimal)TicksPerMillisecond;

    public static decimal FromMilliseconds(TimeSpan value) => value.Ticks / (decimal)TicksPerMillisecond;

    public static decimal FromSeconds(TimeSpan value) => value.Ticks / (decimal)TimeSpan.TicksPerSecond;

    private static bool TryTimeSpan(ref Utf8JsonReader reader, long ticksPerUnit, out TimeSpan value)
    {
        var success = TryTicks(ref reader, ticksPerUnit, out var ticks);
        value = new TimeSpan(ticks);
        return success;
    }

    private static bool TryTicks(ref Utf8JsonReader reader, long ticksPerUnit, out long ticks)
    {
        ticks = 0;
        if (reader.TokenType == JsonTokenType.Number && TryWhole(ref reader, out var whole))
        {
            ticks = unchecked(whole * ticksPerUnit);
            return Math.Abs((double)whole) <= long.MaxValue / ticksPerUnit;
        }

        return TryPartialTicks(ref reader, ticksPerUnit, out ticks);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryPartialTicks(ref Utf8JsonReader reader, long ticksPerUnit, out long ticks)
    {
        ticks = 0;
        if (!TryMoney(ref reader, out var units) || Math.Abs(units) > long.MaxValue / ticksPerUnit)
        {
            return false;
        }

        var exact = units * ticksPerUnit;
        ticks = (long)exact;
        return ticks == exact;
    }

    /// <summary>Whether a whole number is exact; needed for large doubles, which don't represent every whole number.</summary>
    private static bool IsExact(ref Utf8JsonReader reader, double value) => reader.TryGetInt64(out var whole)
        ? value < -(double)long.MinValue && (long)value == whole
        : !reader.TryGetDecimal(out var exact) || exact == (decimal)value;

    /// <summary>
    /// Compares the texts of the numbers, because the conversion of a decimal to a double can differ in the last bit.
    /// </summary>
    private static bool IsExact(decimal value, double exact)
    {
        Span<byte> text = stackalloc byte[64];
        return Utf8Formatter.TryFormat(value, text, out var written) && Utf8Parser.TryParse(text[..written], out double parsed, out _) && parsed == exact;
    }
}
