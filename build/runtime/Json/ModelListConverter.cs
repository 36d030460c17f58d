namespace OpenCode.Models;

/// <summary>Reads and writes a list of models.</summary>
internal sealed class ModelListConverter<TList, T>(ModelConverter<T> model, Func<IReadOnlyList<T>, TList> create) : JsonConverter<TList>
    where TList : class, IEnumerable<T>
    where T : IJsonModel
{
    public override TList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        create(JsonConversion.Read(ref reader, options, (ref Utf8JsonReader list, JsonReading? reading) => JsonCollection.ReadList(ref list, model.ReadModel, reading)));

    public override void Write(Utf8JsonWriter writer, TList value, JsonSerializerOptions options) =>
        JsonCollection.WriteList(writer, value as IReadOnlyList<T> ?? [.. value], JsonWrite.Model);
}
