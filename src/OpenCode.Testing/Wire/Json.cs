using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using OpenCode.Models;

namespace OpenCode.Testing.Wire;

/// <summary>Converts between models, mutable JSON, and text.</summary>
internal static class Json
{
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static JsonObject ParseObject(string json) => JsonNode.Parse(json) as JsonObject ?? throw new JsonException($"The JSON must be an object, not {json}.");

    /// <summary>Parses an argument of a caller.</summary>
    /// <exception cref="ArgumentException">The text is not a JSON object.</exception>
    public static JsonObject ParseArgument(string json, string name)
    {
        ArgumentNullException.ThrowIfNull(json, name);
        try
        {
            return ParseObject(json);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The value must be a JSON object, not {json}.", name, e);
        }
    }

    public static JsonNode FromModel(IJsonModel model) => JsonNode.Parse(OpenCodeJson.Write(model))!;

    public static JsonArray FromModels(IEnumerable<IJsonModel> models) => Array(models.Select(FromModel));

    public static JsonArray Array(IEnumerable<JsonNode> items)
    {
        var array = new JsonArray();
        foreach (var item in items)
        {
            array.Add(item);
        }

        return array;
    }

    public static JsonArray Array(IEnumerable<string> items) => Array(items.Select(item => (JsonNode)item!));

    /// <exception cref="JsonException">The JSON does not match the type.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)OpenCodeJson.Options.GetTypeInfo(typeof(T)))
        ?? throw new JsonException($"The JSON is null instead of a {typeof(T).Name}.");

    public static T Read<T>(JsonNode json) => Read<T>(json.ToJsonString());

    public static string Text(this JsonObject json, string member) => (string)json[member]!;

    public static string? OptionalText(this JsonObject json, string member) => json[member] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static JsonObject Clone(this JsonObject json) => (JsonObject)json.DeepClone();

    /// <summary>Copies the members that exist.</summary>
    public static void CopyTo(this JsonObject from, JsonObject to, params string[] members)
    {
        foreach (var member in members)
        {
            if (from[member] is { } value)
            {
                to[member] = value.DeepClone();
            }
        }
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
