using System.ComponentModel;

namespace OpenCode.Models;

/// <summary>
/// Lets System.Text.Json read and write an open enumeration, including as the key of a dictionary. Thread-safe.
/// </summary>
/// <typeparam name="T">The enumeration.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class OpenEnumConverter<T> : ModelConverter<T>
    where T : IJsonModel
{
    private protected OpenEnumConverter()
    {
    }

    /// <inheritdoc/>
    public sealed override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Create(JsonText.Read(ref reader));

    /// <inheritdoc/>
    public sealed override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonText.WriteName(writer, value.ToString()!);

    /// <summary>Creates the value from its JSON string.</summary>
    internal abstract T Create(string value);
}
