using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Normalize;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>Writes the committed list of the C# representation of each schema and operation of the document.</summary>
public static class TypesFile
{
    public static JObject Create(NormalizedApi api) => new()
    {
        ["schemas"] = new JObject(api.Schemas
            .OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => new JProperty(s.Key, Schema(s.Key, s.Value)))),
        ["operations"] = new JObject(api.Operations
            .OrderBy(o => o.Route, StringComparer.Ordinal)
            .Select(o => new JProperty(o.Route, $"{string.Join('.', o.Group)}.{o.Method}Async"))),
        ["warnings"] = new JArray(api.Warnings.Order(StringComparer.Ordinal)),
        ["overlay entries without a match"] = new JArray(api.UnmatchedOverlays.Order(StringComparer.Ordinal)),
    };

    private static JToken Schema(string name, TypeUse use)
    {
        if (use is { Kind: WireKind.Named, Definition: { } definition } && definition.IsDocumentSchema && definition.Source == name)
        {
            return definition is UnionDefinition { IsDegraded: true }
                ? NoType(use, "a union that can't have its own class; see warnings")
                : definition.Name;
        }

        return NoType(use, use.Kind switch
        {
            WireKind.Named => "has the same members as this type, and the same name",
            WireKind.List => "an array, which is a list wherever it is used",
            WireKind.Map => "a map, which is a dictionary wherever it is used",
            WireKind.Any => "free-form JSON",
            _ => "a plain value",
        });
    }

    private static JObject NoType(TypeUse use, string reason) => new() { ["represented as"] = CSharp.Type(use), ["because"] = reason };
}
