using System.Buffers;
using System.Text.Json;

namespace OpenCode.Tools.Calls;

/// <summary>Processes the arguments of a call and describes their errors for the model.</summary>
internal static class ToolArguments
{
    private static readonly JsonElement s_empty = Parse("{}"u8.ToArray());

    /// <summary>Combines the arguments to one JSON object.</summary>
    public static (JsonElement Json, int Bytes) Join(IDictionary<string, JsonElement>? arguments)
    {
        if (arguments is not { Count: > 0 })
        {
            return (s_empty, 2);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in arguments)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return (Parse(buffer.WrittenMemory), buffer.WrittenCount);
    }

    /// <summary>Finds required arguments that are missing.</summary>
    /// <returns>The text for the model; null if no argument is missing.</returns>
    public static string? FindMissing(JsonElement schema, JsonElement arguments)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("required", out var required) || required.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var missing = required.EnumerateArray().Select(name => name.GetString()!).Where(name => !arguments.TryGetProperty(name, out _)).ToList();
        return missing.Count == 0 ? null : $"Missing arguments: {string.Join(", ", missing.Select(name => $"'{name}'"))}.";
    }

    /// <summary>
    /// Finds the arguments whose types differ from those of the schema. Called after a function has rejected its arguments.
    /// </summary>
    /// <returns>The text for the model; null if all types are correct.</returns>
    public static string? FindWrong(JsonElement schema, JsonElement arguments)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties))
        {
            return null;
        }

        var wrong = new List<string>();
        foreach (var argument in arguments.EnumerateObject())
        {
            if (properties.TryGetProperty(argument.Name, out var property) && property.ValueKind == JsonValueKind.Object && property.TryGetProperty("type", out var type))
            {
                var expected = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!).ToList() : [type.GetString()!];
                if (!expected.Exists(t => IsOfType(argument.Value, t)))
                {
                    wrong.Add($"'{argument.Name}' must be of type {string.Join(" or ", expected)}, but is of type {TypeOf(argument.Value)}");
                }
            }
        }

        return wrong.Count == 0 ? null : $"Wrong arguments: {string.Join("; ", wrong)}.";
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        _ => TypeOf(value) == type,
    };

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
