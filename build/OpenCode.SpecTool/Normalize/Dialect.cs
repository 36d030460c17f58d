using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// Converts all notations to one: <c>const</c> becomes a single-value <c>enum</c>, <c>oneOf</c> becomes <c>anyOf</c>, all
/// notations of null become <c>nullable</c>, <c>allOf</c> of objects becomes one object, and the parts that operations reference
/// or share by their path are copied into them.
/// </summary>
public static class Dialect
{
    private static readonly string[] s_schemaMaps = ["properties", "patternProperties"];
    private static readonly string[] s_schemaLists = ["anyOf", "oneOf", "allOf", "prefixItems"];
    private static readonly string[] s_schemas = ["items", "additionalProperties", "contentSchema"];

    /// <summary>Rewrites <paramref name="document"/> in place.</summary>
    public static void Canonicalize(JObject document)
    {
        References.Resolve(document);
        var schemas = OpenApi.Schemas(document);
        foreach (var schema in document.SelectTokens("$.components.schemas.*").OfType<JObject>().ToList())
        {
            Schema(schema, schemas);
        }

        foreach (var operation in OpenApi.Operations(document))
        {
            foreach (var schema in operation.Content.SelectTokens("$..schema").OfType<JObject>().ToList())
            {
                Schema(schema, schemas);
            }
        }
    }

    private static void Schema(JObject schema, JObject schemas)
    {
        Booleans(schema);
        foreach (var child in Children(schema).ToList())
        {
            Schema(child, schemas);
        }

        Constant(schema);
        TypeList(schema);
        AllOf(schema, schemas);
        Alternatives(schema);
        NullInEnum(schema);
        PatternProperties(schema);
    }

    /// <summary>Replaces schemas that are <c>true</c> or <c>false</c>. A client can only treat both as any JSON.</summary>
    private static void Booleans(JObject schema)
    {
        var places = s_schemaMaps.SelectMany(k => (schema[k] as JObject)?.Properties().Select(p => p.Value) ?? [])
            .Concat(s_schemaLists.SelectMany(k => (schema[k] as JArray)?.Children() ?? []))
            .Append(schema["items"]);
        foreach (var place in places.Where(p => p?.Type == JTokenType.Boolean).ToList())
        {
            place!.Replace(new JObject());
        }
    }

    private static IEnumerable<JObject> Children(JObject schema) =>
        s_schemaMaps.SelectMany(k => (schema[k] as JObject)?.Properties().Select(p => p.Value) ?? [])
            .Concat(s_schemaLists.SelectMany(k => (schema[k] as JArray)?.Children() ?? []))
            .Concat(s_schemas.Select(k => schema[k]))
            .OfType<JObject>();

    private static void Constant(JObject schema)
    {
        if (schema["const"] is not { } value)
        {
            return;
        }

        schema.Remove("const");
        schema["enum"] = new JArray(value);
        schema["type"] ??= value.Type switch
        {
            JTokenType.String => "string",
            JTokenType.Boolean => "boolean",
            JTokenType.Integer => "integer",
            JTokenType.Null => "null",
            _ => "number",
        };
    }

    private static void TypeList(JObject schema)
    {
        if (schema["type"] is not JArray types)
        {
            return;
        }

        var names = types.Values<string>().Where(t => t != "null").ToList();
        if (names.Count < types.Count)
        {
            schema["nullable"] = true;
        }

        if (names.Count == 1)
        {
            schema["type"] = names[0];
            return;
        }

        schema.Remove("type");
        schema["anyOf"] = new JArray(names.Select(name => new JObject { ["type"] = name }));
    }

    /// <summary>
    /// Simplifies <c>allOf</c>: a single schema replaces it, and several objects become one with the members of all. Others are
    /// kept.
    /// </summary>
    private static void AllOf(JObject schema, JObject schemas)
    {
        var all = (schema["allOf"] as JArray ?? []).OfType<JObject>().ToList();
        if (all is [var only])
        {
            schema.Remove("allOf");
            foreach (var property in only.Properties())
            {
                schema[property.Name] ??= property.Value;
            }

            return;
        }

        var parts = all.ConvertAll(part => OpenApi.Reference(part) is { } name ? schemas[name] as JObject : part);
        if (parts.Count == 0 || !parts.TrueForAll(part => part?["properties"] is JObject && part["anyOf"] is null && part["oneOf"] is null && part["allOf"] is null))
        {
            return;
        }

        schema.Remove("allOf");
        schema["type"] = "object";
        schema["properties"] ??= new JObject();
        schema["required"] ??= new JArray();
        foreach (var part in parts)
        {
            ((JObject)schema["properties"]!).Merge(part!["properties"]!.DeepClone());
            ((JArray)schema["required"]!).Merge(part["required"]?.DeepClone() ?? new JArray(), new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Union });
        }

        // A part that was copied from a schema of the document might not have been processed yet.
        foreach (var child in Children(schema).ToList())
        {
            Schema(child, schemas);
        }
    }

    private static void Alternatives(JObject schema)
    {
        var alternatives = (schema["oneOf"] ?? schema["anyOf"]) as JArray;
        if (alternatives is null)
        {
            return;
        }

        schema.Remove("oneOf");
        schema.Remove("anyOf");
        var kept = new List<JToken>();
        foreach (var alternative in alternatives.SelectMany<JToken, JToken>(a => a["anyOf"] is JArray inner && a["nullable"] is null ? inner : [a]))
        {
            if ((string?)alternative["type"] == "null")
            {
                schema["nullable"] = true;
            }
            else if (!kept.Any(k => JToken.DeepEquals(k, alternative)))
            {
                kept.Add(alternative);
            }
        }

        if (kept is [JObject single])
        {
            foreach (var property in single.Properties())
            {
                schema[property.Name] ??= property.Value;
            }

            return;
        }

        schema["anyOf"] = new JArray(kept);
    }

    private static void NullInEnum(JObject schema)
    {
        if (schema["enum"] is JArray values && values.Any(v => v.Type == JTokenType.Null))
        {
            schema["enum"] = new JArray(values.Where(v => v.Type != JTokenType.Null));
            schema["nullable"] = true;
        }
    }

    /// <summary>Removes patterns for the keys of a map, because a client can't use them.</summary>
    private static void PatternProperties(JObject schema)
    {
        schema.Remove("propertyNames");
        if (schema["patternProperties"] is JObject { Count: 1 } patterns && schema["properties"] is null)
        {
            schema.Remove("patternProperties");
            schema["additionalProperties"] = patterns.Properties().First().Value;
        }
    }
}
