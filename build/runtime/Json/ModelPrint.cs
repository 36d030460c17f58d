using System.Text;

namespace OpenCode.Models;

/// <summary>Prints the members of a model for <c>ToString()</c> on one line and without secrets.</summary>
internal static class ModelPrint
{
    private const string Mask = "***";

    /// <summary>
    /// Prints a value. Models print themselves. Strings and open enumerations are text from the server, and are prepared for
    /// display.
    /// </summary>
    public static void Print(StringBuilder builder, string name, object? value) =>
        builder.Append(name).Append(" = ").Append(value is IJsonModel and not ValueType ? value.ToString() : DisplayText.Of(value?.ToString()));

    public static void PrintSecret(StringBuilder builder, string name, object? value) =>
        Print(builder, name, value is null ? null : Mask);

    /// <summary>
    /// Prints only the kind of free-form JSON, because it can contain secrets, such as the API key of a provider.
    /// </summary>
    public static void PrintJson(StringBuilder builder, string name, JsonElement? value) =>
        Print(builder, name, value is { } json ? $"JSON {json.ValueKind}" : null);

    /// <summary>Prints a URL with masked user information, query and fragment, because these can contain a token.</summary>
    public static void PrintUrl(StringBuilder builder, string name, string? value) => Print(builder, name, DisplayUrl.Of(value));
}
