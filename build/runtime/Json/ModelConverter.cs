namespace OpenCode.Models;

/// <summary>A generated reader and writer as System.Text.Json sees them.</summary>
internal sealed class ModelConverter<T>(ModelReader<T> read) : JsonConverter<T>
    where T : IJsonModel
{
    public static JsonTypeInfo<T> CreateInfo(JsonSerializerOptions options, ModelReader<T> read) =>
        JsonMetadataServices.CreateValueInfo<T>(options, new ModelConverter<T>(read));

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var start = reader;
        try
        {
            return read(ref reader);
        }
        catch (Exception e) when (JsonLocation.CanDescribe(e))
        {
            throw JsonLocation.Describe(e, start, reader.TokenStartIndex);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => value.WriteTo(writer);
}
