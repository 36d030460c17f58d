using System.Globalization;
using Newtonsoft.Json.Linq;

namespace OpenCode.Testing;

/// <summary>
/// Makes JSON that a schema of the document allows, straight from the document and without the normalizer, so that it can
/// bear witness against it.
/// </summary>
/// <param name="turn">Which alternative is taken wherever there are several; turns 0, 1, 2 … visit all of them.</param>
/// <param name="optional">Whether members that may be absent are there.</param>
public sealed class DocumentSamples(JObject document, int turn, bool optional)
{
    /// <summary>How the members of maps are called, which the document does not name.</summary>
    public const string MapKey = "ses_key";

    private const int MaxDepth = 12;

    private readonly JObject _schemas = (JObject)document["components"]!["schemas"]!;

    public JToken Create(JObject schema) => Create(schema, 0);

    public JToken Create(string schema) => Create((JObject)_schemas[schema]!, 0);

    private JToken Create(JObject schema, int depth)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Create((JObject)_schemas[reference.Split('/')[^1]]!, depth);
        }

        if ((schema["anyOf"] ?? schema["oneOf"]) is JArray alternatives)
        {
            return Create((JObject)alternatives[turn % alternatives.Count], depth);
        }

        if (schema["const"] is { } constant)
        {
            return constant.DeepClone();
        }

        if (schema["enum"] is JArray values)
        {
            return values[turn % values.Count].DeepClone();
        }

        var type = schema["type"] is JArray types ? types[turn % types.Count] : schema["type"];
        return (string?)type switch
        {
            "string" => $"text {turn} é \"quoted\" <&> 🙂",
            "integer" => 132323232323 + turn,
            "number" => new JValue(turn + 1L),
            "boolean" => turn % 2 == 0,
            "null" => JValue.CreateNull(),
            "array" => CreateArray(schema, depth),
            "object" => CreateObject(schema, depth),
            _ => new JObject { ["anything"] = new JArray(1, "two", JValue.CreateNull()) },
        };
    }

    private JArray CreateArray(JObject schema, int depth)
    {
        if (depth > MaxDepth)
        {
            return [];
        }

        if (schema["prefixItems"] is JArray items)
        {
            return new JArray(items.Select(item => Create((JObject)item, depth + 1)));
        }

        return schema["items"] is JObject element ? new JArray(Create(element, depth + 1), Create(element, depth + 1)) : [];
    }

    private JObject CreateObject(JObject schema, int depth)
    {
        var sample = new JObject();
        var required = schema["required"]?.Values<string>().ToHashSet() ?? [];
        var members = ((schema["properties"] as JObject)?.Properties() ?? [])
            .Where(p => required.Contains(p.Name) || (optional && depth < MaxDepth));

        // Backwards, because on the wire a discriminator often comes after other members.
        foreach (var member in members.Reverse())
        {
            sample[member.Name] = Create((JObject)member.Value, depth + 1);
        }

        var patterns = (schema["patternProperties"] as JObject)?.Properties().FirstOrDefault()?.Value;
        if ((schema["additionalProperties"] ?? patterns) is JObject additional && depth < MaxDepth)
        {
            sample[string.Create(CultureInfo.InvariantCulture, $"{MapKey}{turn}")] = Create(additional, depth + 1);
        }
        else if (schema["additionalProperties"] is null && schema["properties"] is null)
        {
            sample["free"] = new JObject { ["deep"] = 1 };
        }

        return sample;
    }
}
