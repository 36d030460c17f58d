using System.Globalization;

namespace OpenCode.Requests;

/// <summary>Values as URLs carry them, the same in every culture.</summary>
internal static class UrlValue
{
    public static string Boolean(bool value) => value ? "true" : "false";

    public static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Without the zeros that a decimal may keep behind its point.</summary>
    public static string Decimal(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>The segments of a path, which the URL template escapes one by one.</summary>
    public static string[] Path(string path) => path.Split('/');
}
