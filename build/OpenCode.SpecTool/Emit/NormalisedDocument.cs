using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Normalise;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>
/// Writes the document NSwag reads: one component for each C# type, and in <c>x-</c> members what the templates need
/// to know. Templates decide how code looks; what is in it is decided here.
/// </summary>
public static class NormalisedDocument
{
    /// <summary>The type that knows all others.</summary>
    public const string ResolverName = "OpenCodeTypeInfoResolver";

    public static JObject Create(NormalisedApi api)
    {
        var schemas = new SortedDictionary<string, JObject>(StringComparer.Ordinal);
        foreach (var definition in api.Definitions.Where(d => d is not UnionDefinition { IsDegraded: true }))
        {
            schemas.Add(definition.Name, TypeSchema.Create(definition));
        }

        var unknown = api.Definitions.OfType<UnionDefinition>().Where(u => !u.IsDegraded).Select(u => u.UnknownName);
        schemas.Add(ResolverName, Resolver(schemas.Keys.Concat(unknown).Order(StringComparer.Ordinal)));
        foreach (var operation in api.Operations.Where(o => o.OptionalQuery.Count > 0))
        {
            schemas.Add(operation.QueryTypeName, TypeSchema.Query(operation));
        }

        var document = new JObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JObject { ["title"] = "opencode", ["version"] = "1.0.0" },
        };
        AddGroups(document, schemas, api.Operations);
        document["paths"] = OperationPaths.Create(api.Operations);
        document["components"] = new JObject { ["schemas"] = new JObject(schemas.Select(s => new JProperty(s.Key, s.Value))) };
        return document;
    }

    private static JObject Resolver(IEnumerable<string> types) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["x-kind"] = "resolver",
        ["x-file"] = $"Json/{ResolverName}.g.cs",
        ["x-types"] = new JArray(types),
    };

    /// <summary>NSwag knows only groups with operations; those that merely hold other groups travel as schemas.</summary>
    private static void AddGroups(JObject document, SortedDictionary<string, JObject> schemas, IReadOnlyList<Operation> operations)
    {
        var withOperations = operations.Select(o => string.Join('.', o.Group)).ToHashSet();
        foreach (var (group, children) in Groups.Children(operations))
        {
            string[] path = group.Length == 0 ? [] : group.Split('.');
            var builder = Groups.BuilderName(path);
            var list = new JArray(children.Select(child => $"{child}|{Groups.BuilderName([.. path, child])}|{string.Join('.', [.. path, child])}|{Groups.FieldsName([.. path, child])}"));
            if (withOperations.Contains(group))
            {
                document[$"x-children-{builder}"] = list;
                continue;
            }

            schemas.Add(builder, new JObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["x-kind"] = path.Length == 0 ? "root" : "group",
                ["x-file"] = $"Requests/{builder}.g.cs",
                ["x-group"] = group,
                ["x-fields-class"] = Groups.FieldsName(path),
                ["x-children"] = list,
            });
        }
    }
}
