using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.AI.Prompts;

/// <summary>Converts <see cref="ChatOptions.ResponseFormat"/> to the format of a prompt.</summary>
internal static class StructuredFormat
{
    /// <summary>A schema that any object matches.</summary>
    private const string AnyObject = """{"type":"object","additionalProperties":true}""";

    /// <returns>The format; null for text.</returns>
    /// <exception cref="NotSupportedException">The format is neither text nor JSON.</exception>
    /// <exception cref="ArgumentException">The schema doesn't describe an object.</exception>
    public static OutputFormat? Of(ChatResponseFormat? format) => format switch
    {
        null or ChatResponseFormatText => null,
        ChatResponseFormatJson json => new OutputFormatJsonSchema { Schema = Schema(json) },
        _ => throw new NotSupportedException($"ChatOptions.ResponseFormat = {format.GetType().Name} is not supported. The supported formats are text and JSON."),
    };

    private static JsonElement Schema(ChatResponseFormatJson format)
    {
        var schema = JsonNode.Parse(format.Schema?.GetRawText() ?? AnyObject);
        if (schema is not JsonObject root || !IsObject(root))
        {
            throw new ArgumentException(
                $"ChatOptions.ResponseFormat has a JSON schema that does not describe an object: {format.Schema}. Models return objects; " +
                "GetResponseAsync<T> wraps other types in an object.");
        }

        // The format has no members for a name and a description, so they become part of the schema.
        Add(root, "title", format.SchemaName);
        Add(root, "description", format.SchemaDescription);
        using var document = JsonDocument.Parse(root.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>
    /// Returns whether a schema describes an object. This includes schemas that also allow null, that only list members, or that
    /// refer to definitions.
    /// </summary>
    private static bool IsObject(JsonObject schema) => schema["type"] switch
    {
        JsonValue type => type.TryGetValue<string>(out var name) && name == "object",
        JsonArray types => types.Any(t => (string?)t == "object"),
        _ => schema.ContainsKey("properties") || schema.ContainsKey("$ref") || schema.ContainsKey("anyOf") || schema.ContainsKey("oneOf") || schema.ContainsKey("allOf"),
    };

    private static void Add(JsonObject schema, string key, string? value)
    {
        if (value is not null && !schema.ContainsKey(key))
        {
            schema[key] = value;
        }
    }
}
