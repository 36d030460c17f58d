namespace OpenCode.Models;

/// <summary>Reads and writes a dictionary of models.</summary>
internal sealed class ModelDictionaryConverter<TMap, T>(ModelConverter<T> model, Func<IReadOnlyDictionary<string, T>, TMap> create) : JsonConverter<TMap>
    where TMap : class, IEnumerable<KeyValuePair<string, T>>
    where T : IJsonModel
{
    public override TMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        create(JsonConversion.Read(ref reader, options, (ref Utf8JsonReader map, JsonReading? reading) => JsonCollection.ReadMap(ref map, model.ReadModel, reading)));

    public override void Write(Utf8JsonWriter writer, TMap value, JsonSerializerOptions options) =>
        JsonCollection.WriteMap(writer, value as IReadOnlyDictionary<string, T> ?? value.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal), JsonWrite.Model);
}
