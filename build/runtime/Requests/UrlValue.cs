using System.Globalization;

namespace OpenCode.Requests;

/// <summary>Values as URLs carry them, the same in every culture.</summary>
internal static class UrlValue
{
    public static string Boolean(bool value) => value ? "true" : "false";

    public static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Escapes each segment and keeps the slashes between them.</summary>
    public static string Path(string path) => string.Join("/", path.Split('/').Select(Uri.EscapeDataString));
}
