using System.Text;
using System.Text.Json;
using Newtonsoft.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Lets Newtonsoft.Json read and write all models of the server as the server's JSON, including unions, open enumerations, and
/// free-form JSON (<see cref="JsonElement"/>). Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// The settings of the serializer that change names or values, such as contract resolvers, <see cref="TypeNameHandling"/> and
/// <see cref="NullValueHandling"/>, have no effect on models. They apply as usual to the application's own types that contain models.
/// </para>
/// <para>
/// <see cref="JsonTextReader"/> replaces an escaped lone surrogate, such as <c>\ud83d</c>, with U+FFFD, rounds fractions
/// according to <see cref="FloatParseHandling"/>, and by default has a maximum depth of 64. <see cref="CreateReader"/> creates a
/// reader that preserves all values. A <see cref="Newtonsoft.Json.Linq.JToken"/> that was parsed with date parsing contains dates
/// instead of text; models receive them as ISO 8601 text. Set <see cref="DateParseHandling.None"/> to keep the original text.
/// </para>
/// </remarks>
/// <example><code>
/// var settings = new JsonSerializerSettings().UseOpenCodeModels();
/// string json = JsonConvert.SerializeObject(new { message, at = DateTime.UtcNow }, settings);
/// Part part = JsonConvert.DeserializeObject&lt;Part&gt;(partJson, settings);
/// </code></example>
public sealed class OpenCodeModelConverter : JsonConverter
{
    /// <summary>Creates a reader that preserves every string and number exactly, for JSON up to a depth of 256.</summary>
    /// <param name="json">The JSON. It is read to the end, but not disposed.</param>
    /// <returns>
    /// A reader for <see cref="Newtonsoft.Json.JsonSerializer.Deserialize{T}(JsonReader)"/>. It never converts strings to dates.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <example><code>
    /// var serializer = JsonSerializer.Create(new JsonSerializerSettings().UseOpenCodeModels());
    /// using var reader = OpenCodeModelConverter.CreateReader(new StringReader(json));
    /// var message = serializer.Deserialize&lt;MessageWithParts&gt;(reader);
    /// </code></example>
    public static JsonReader CreateReader(TextReader json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new Utf8TokenReader(Encoding.UTF8.GetBytes(HalfCharacter.Escape(json.ReadToEnd())));
    }

    /// <summary>Determines whether a type is a model, a nullable open enumeration, or free-form JSON.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="objectType"/> is null.</exception>
    public override bool CanConvert(Type objectType)
    {
        ArgumentNullException.ThrowIfNull(objectType);
        var type = Nullable.GetUnderlyingType(objectType) ?? objectType;
        return typeof(IJsonModel).IsAssignableFrom(type) || type == typeof(JsonElement);
    }

    /// <summary>Reads the current value of <paramref name="reader"/>.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> or <paramref name="objectType"/> is null.</exception>
    /// <exception cref="Newtonsoft.Json.JsonReaderException">The JSON is malformed.</exception>
    /// <exception cref="JsonSerializationException">
    /// The JSON does not match the type. <see cref="JsonSerializationException.Path"/> contains the location, and the inner
    /// exception is the exception of the model.
    /// </exception>
    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, Newtonsoft.Json.JsonSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(objectType);
        while (reader.TokenType == JsonToken.Comment && reader.Read())
        {
        }

        if (reader.TokenType == JsonToken.Null && (!objectType.IsValueType || Nullable.GetUnderlyingType(objectType) is not null))
        {
            return null;
        }

        var place = ConversionFailure.Place(reader);
        try
        {
            return ModelText.Parse(ModelText.Copy(reader), Nullable.GetUnderlyingType(objectType) ?? objectType);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or NotSupportedException or JsonWriterException or OverflowException)
        {
            throw place.Describe(e);
        }
    }

    /// <summary>Writes a model.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    /// <exception cref="JsonSerializationException">
    /// The value can't be written, for example because it is the default of an open enumeration.
    /// </exception>
    public override void WriteJson(JsonWriter writer, object? value, Newtonsoft.Json.JsonSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        try
        {
            switch (value)
            {
                case null:
                    writer.WriteNull();
                    break;
                case IJsonModel model:
                    ModelText.Write(writer, OpenCodeJson.Write(model));
                    break;
                case JsonElement element:
                    ModelText.WriteTokens(writer, Encoding.UTF8.GetBytes(element.GetRawText()));
                    break;
                default:
                    throw new NotSupportedException($"{value.GetType()} is not a model.");
            }
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException)
        {
            throw new ConversionFailure(writer.Path, 0, 0).Describe(e);
        }
    }
}
