using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.AI.Prompts;

/// <summary>What <see cref="ChatOptions.ResponseFormat"/> asks of the server.</summary>
internal static class StructuredFormat
{
    /// <summary>The schema of any object.</summary>
    private const string AnyObject = """{"type":"object","additionalProperties":true}""";

    /// <returns>The format; null for text.</returns>
    /// <exception cref="NotSupportedException">The format is of another kind.</exception>
    /// <exception cref="ArgumentException">The schema is not that of an object.</exception>
    public static OutputFormat? Of(ChatResponseFormat? format) => format switch
    {
        null or ChatResponseFormatText => null,
        ChatResponseFormatJson json => new OutputFormatJsonSchema { Schema = Schema(json) },
        _ => throw new NotSupportedException($"ChatOptions.ResponseFormat = {format.GetType().Name} is not supported: the formats are text and JSON."),
    };

    private static JsonElement Schema(ChatResponseFormatJson format)
    {
        var schema = JsonNode.Parse(format.Schema?.GetRawText() ?? AnyObject);
        if (schema is not JsonObject root || !IsObject(root))
        {
            throw new ArgumentException(
                $"ChatOptions.ResponseFormat has a JSON schema that is not that of an object: {format.Schema}. Models give objects; " +
                "GetResponseAsync<T> wraps other types into one.");
        }

        // The server has no place for a name and a description beside the schema, so they go into it.
        Add(root, "title", format.SchemaName);
        Add(root, "description", format.SchemaDescription);
        using var document = JsonDocument.Parse(root.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>Also one that may be null, or that only names its members or refers to a definition.</summary>
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
