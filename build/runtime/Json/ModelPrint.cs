using System.Text;

namespace OpenCode.Models;

/// <summary>What <c>ToString()</c> shows of a member where that must not be all of it.</summary>
internal static class ModelPrint
{
    public static void Print(StringBuilder builder, string name, object? value) =>
        builder.Append(name).Append(" = ").Append(value);

    public static void PrintSecret(StringBuilder builder, string name, object? value) =>
        Print(builder, name, value is null ? null : "***");

    /// <summary>Free-form JSON may hold anything, a provider's key too.</summary>
    public static void PrintJson(StringBuilder builder, string name, JsonElement? value) =>
        Print(builder, name, value is { } json ? $"JSON {json.ValueKind}" : null);
}
