using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Determines the parts of a schema that define a type. Two schemas with the same shape can be one type.</summary>
public static class Shape
{
    private static readonly HashSet<string> s_significant =
    [
        "$ref", "type", "properties", "required", "items", "anyOf", "enum", "additionalProperties", "nullable",
        "prefixItems", "contentSchema", "format", NumberKinds.Mark,
    ];

    public static string Key(JObject schema) => Reduce(schema).ToString(Formatting.None);

    private static JToken Reduce(JToken schema)
    {
        if (schema is not JObject node)
        {
            return schema;
        }

        var reduced = new JObject();
        foreach (var property in node.Properties().Where(p => s_significant.Contains(p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (property is { Name: "additionalProperties", Value.Type: JTokenType.Boolean })
            {
                continue;
            }

            reduced[property.Name] = property.Name switch
            {
                "properties" => new JObject(((JObject)property.Value).Properties()
                    .OrderBy(p => p.Name, StringComparer.Ordinal)
                    .Select(p => new JProperty(p.Name, Reduce(p.Value)))),
                "required" or "enum" => new JArray(property.Value.OrderBy(v => v.ToString(), StringComparer.Ordinal)),
                "anyOf" or "prefixItems" => new JArray(property.Value.Select(Reduce)),
                _ => Reduce(property.Value),
            };
        }

        return reduced;
    }
}
