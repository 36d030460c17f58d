using System.Globalization;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Copies the parts that operations reference, or share by their path, into the operations.</summary>
public static class References
{
    /// <summary>Rewrites the operations of <paramref name="document"/> in place.</summary>
    public static void Resolve(JObject document)
    {
        Decode(document);
        foreach (var operation in OpenApi.Operations(document))
        {
            var content = operation.Content;
            var shared = document["paths"]![operation.Route]!["parameters"] as JArray ?? [];
            if (content["parameters"] is JArray || shared.Count > 0)
            {
                // A parameter of an operation takes precedence over a parameter of its path.
                content["parameters"] = new JArray((content["parameters"] as JArray ?? []).Concat(shared)
                    .Select(p => Target(document, p))
                    .DistinctBy(p => ((string?)p["in"], (string?)p["name"])));
            }

            if (content["requestBody"] is { } body)
            {
                content["requestBody"] = Target(document, body);
            }

            content["responses"] = new JObject((content["responses"] as JObject)?.Properties().Select(r => new JProperty(r.Name, Target(document, r.Value))) ?? []);
        }
    }

    private static JToken Target(JObject document, JToken part)
    {
        if ((string?)part["$ref"] is not { } reference)
        {
            return part.DeepClone();
        }

        // Names in references to schemas are already decoded.
        IEnumerable<string> steps = OpenApi.Reference(part) is { } schema
            ? ["components", "schemas", schema]
            : reference.Split('/').Skip(1).Select(step => OpenApi.PointerStep(Uri.UnescapeDataString(step)));
        var target = steps.Aggregate((JToken?)document, Step)
            ?? throw new SpecToolException($"{reference} is referenced but not defined.");
        return target.DeepClone();
    }

    private static JToken? Step(JToken? at, string name) => at switch
    {
        JObject node => node[name],
        JArray list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
        _ => null,
    };

    /// <summary>
    /// Decodes references, which are URI fragments with JSON pointers. Afterward, they end with the unescaped name of the schema.
    /// </summary>
    private static void Decode(JObject document)
    {
        var schemas = OpenApi.Schemas(document);
        foreach (var reference in document.Descendants().OfType<JProperty>().Where(p => p is { Name: "$ref", Value.Type: JTokenType.String }).ToList())
        {
            if (OpenApi.Reference(reference.Parent!) is { } name)
            {
                var decoded = OpenApi.PointerStep(Uri.UnescapeDataString(name));
                reference.Value = OpenApi.SchemaPrefix + (schemas[decoded] is null && schemas[name] is not null ? name : decoded);
            }
        }
    }
}
