using System.Globalization;

namespace OpenCode.Requests;

/// <summary>Converts values for URLs, independently of the culture.</summary>
internal static class UrlValue
{
    public static string Boolean(bool value) => value ? "true" : "false";

    public static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Formats a decimal without trailing zeros of the fraction.</summary>
    public static string Decimal(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <exception cref="ArgumentException">The text contains a lone surrogate.</exception>
    public static string Text(string value, string name)
    {
        Require.NoLoneSurrogate(value, name);
        return value;
    }

    /// <summary>Splits a path into segments. The URL template escapes each segment.</summary>
    /// <exception cref="ArgumentException">The path contains a lone surrogate.</exception>
    public static string[] Path(string path, string name) => Text(path, name).Split('/');
}
