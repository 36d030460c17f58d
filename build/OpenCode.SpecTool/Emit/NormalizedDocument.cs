using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Normalize;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>
/// Writes the document that NSwag reads. It contains one component for each C# type, and the data for the templates in <c>x-</c>
/// members. The templates determine the formatting of the code; this class determines its content.
/// </summary>
public static class NormalizedDocument
{
    /// <summary>The name of the type that resolves all others.</summary>
    public const string ResolverName = "OpenCodeTypeInfoResolver";

    /// <param name="separator">
    /// The text before the path of each file in the generator's output. It is random, so that no text of the document can start a
    /// file.
    /// </param>
    public static JObject Create(NormalizedApi api, string separator = "")
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
        foreach (var file in document.Descendants().OfType<JProperty>().Where(p => p.Name is "x-file" or "x-fields-file" or "x-unknown-file").ToList())
        {
            file.Value = $"{separator} {(string)file.Value!}".Trim();
        }

        PrintedDocument.Check(document);
        return document;
    }

    private static JObject Resolver(IEnumerable<string> types) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["x-kind"] = "resolver",
        ["x-class"] = ResolverName,
        ["x-file"] = FileName.Of("Json", ResolverName),
        ["x-types"] = new JArray(types),
    };

    /// <summary>
    /// Adds groups that contain only other groups as schemas, because NSwag supports only groups with operations.
    /// </summary>
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
                ["x-class"] = builder,
                ["x-file"] = FileName.Of("Requests", builder),
                ["x-group"] = group,
                ["x-fields-class"] = Groups.FieldsName(path),
                ["x-fields-file"] = FileName.Of("Requests", "Fields", Groups.FieldsName(path)),
                ["x-children"] = list,
            });
        }
    }
}
