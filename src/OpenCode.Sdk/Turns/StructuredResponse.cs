using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Requests a response of a type from the model, and converts the response to that type.</summary>
internal sealed class StructuredResponse<T>
{
    /// <summary>The only member of the object that wraps a response that is not an object.</summary>
    private const string Wrapper = "value";

    /// <summary>Numbers that can also be deserialized from strings are requested as numbers.</summary>
    private static readonly JsonSchemaExporterOptions s_exporter = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (_, node) => AsNumber(node),
    };

    private readonly JsonTypeInfo<T> _type;
    private readonly bool _isWrapped;

    public StructuredResponse(JsonTypeInfo<T> type)
    {
        _type = type;
        var schema = type.GetJsonSchemaAsNode(s_exporter);
        _isWrapped = type.Kind != JsonTypeInfoKind.Object && type.Kind != JsonTypeInfoKind.Dictionary;
        if (_isWrapped)
        {
            schema = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { [Wrapper] = schema },
                ["required"] = new JsonArray(Wrapper),
            };
        }

        using var document = JsonDocument.Parse(schema.ToJsonString());
        Format = new OutputFormatJsonSchema { Schema = document.RootElement.Clone() };
    }

    /// <summary>Gets the format that is requested from the server.</summary>
    public OutputFormat Format { get; }

    [RequiresUnreferencedCode("Finds the JSON contract by reflection.")]
    [RequiresDynamicCode("Finds the JSON contract by reflection.")]
    public static JsonTypeInfo<T> ByReflection()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
        };
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    /// <exception cref="OpenCodeTurnException">
    /// The response contains no object, or an object that can't be deserialized as the type.
    /// </exception>
    public T Read(TurnResult result)
    {
        var completed = new PromptCompleted { Result = result };
        if (result.Structured is not { } given)
        {
            throw new OpenCodeTurnException(completed, $"The model did not return the requested {typeof(T).Name}. It returned: {result.Text}");
        }

        try
        {
            var value = _isWrapped ? given.GetProperty(Wrapper) : given;
            return value.Deserialize(_type) ?? throw new JsonException("The value is null.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new OpenCodeTurnException(completed, $"The model returned JSON that can't be deserialized as {typeof(T).Name} ({e.Message}): {given.GetRawText()}", e);
        }
    }

    private static JsonNode AsNumber(JsonNode node)
    {
        if (node is JsonObject { } schema && schema["type"] is JsonArray types && types.Any(IsNumber))
        {
            schema["type"] = new JsonArray([.. types.Where(t => (string?)t != "string").Select(t => t?.DeepClone())]);
            schema.Remove("pattern");
        }

        return node;

        static bool IsNumber(JsonNode? type) => (string?)type is "integer" or "number";
    }
}
