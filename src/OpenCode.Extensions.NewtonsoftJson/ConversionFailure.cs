using Newtonsoft.Json;

namespace OpenCode;

/// <summary>
/// The location of a model in the application's JSON, so that a failure inside the model can report its full location.
/// </summary>
internal readonly record struct ConversionFailure(string Path, int LineNumber, int LinePosition)
{
    public static ConversionFailure Place(JsonReader reader) =>
        reader is IJsonLineInfo line && line.HasLineInfo() ? new(reader.Path, line.LineNumber, line.LinePosition) : new(reader.Path, 0, 0);

    public JsonSerializationException Describe(Exception failure)
    {
        var path = Path;
        if (failure is System.Text.Json.JsonException { Path: ['$', .. var inside] })
        {
            path = path.Length == 0 ? inside.TrimStart('.') : path + inside;
        }

        return new JsonSerializationException($"{failure.Message} Path '{path}'.", path, LineNumber, LinePosition, failure);
    }
}
