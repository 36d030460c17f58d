using System.Text;

namespace OpenCode.Models;

/// <summary>Prints the members of a model for <c>ToString()</c>: on one line, and without secrets.</summary>
internal static class ModelPrint
{
    private const string Mask = "***";

    /// <summary>Other models print themselves. Strings and open enumerations are text of the server.</summary>
    public static void Print(StringBuilder builder, string name, object? value) =>
        builder.Append(name).Append(" = ").Append(value is IJsonModel and not ValueType ? value.ToString() : DisplayText.Of(value?.ToString()));

    public static void PrintSecret(StringBuilder builder, string name, object? value) =>
        Print(builder, name, value is null ? null : Mask);

    /// <summary>Free-form JSON may contain anything, for example the API key of a provider.</summary>
    public static void PrintJson(StringBuilder builder, string name, JsonElement? value) =>
        Print(builder, name, value is { } json ? $"JSON {json.ValueKind}" : null);

    /// <summary>The parts of a URL that may contain a token are masked: the user information, the query and the fragment.</summary>
    public static void PrintUrl(StringBuilder builder, string name, string? value)
    {
        if (value?.IndexOfAny(['?', '#']) is >= 0 and var end)
        {
            value = value[..(end + 1)] + Mask;
        }

        if (value?.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
        {
            var host = scheme + 3;
            var path = value.IndexOf('/', host);
            var at = value.LastIndexOf('@', path < 0 ? value.Length - 1 : path);
            value = at < host ? value : value[..host] + Mask + value[at..];
        }

        Print(builder, name, value);
    }
}
