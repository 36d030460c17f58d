using System.ComponentModel;

namespace OpenCode.Models;

/// <summary>
/// Lets System.Text.Json read and write a model as the JSON of the server, regardless of the options. Thread-safe.
/// </summary>
/// <typeparam name="T">The model.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ModelConverter<T> : JsonConverter<T>
    where T : IJsonModel
{
    private protected ModelConverter()
    {
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The JSON does not match the type.</exception>
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonConversion.Read(ref reader, options, ReadModel);

    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => value.WriteTo(writer);

    /// <summary>Reads the model at the current position of the reader.</summary>
    internal abstract T ReadModel(ref Utf8JsonReader reader, JsonReading? reading);
}
