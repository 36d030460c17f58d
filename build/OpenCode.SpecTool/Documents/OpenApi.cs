using Newtonsoft.Json.Linq;

namespace OpenCode.SpecTool.Documents;

/// <summary>Accesses the parts of an OpenAPI document that several steps use.</summary>
public static class OpenApi
{
    public const string SchemaPrefix = "#/components/schemas/";

    private static readonly string[] s_methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    public sealed record OperationNode(string Route, string Method, JObject Content)
    {
        public string Id => (string?)Content["operationId"] ?? $"{Method} {Route}";
    }

    public static IEnumerable<OperationNode> Operations(JObject document) =>
        from path in (document["paths"] as JObject)?.Properties() ?? []
        from method in (path.Value as JObject)?.Properties() ?? []
        where s_methods.Contains(method.Name) && method.Value is JObject
        select new OperationNode(path.Name, method.Name, (JObject)method.Value);

    public static JObject Schemas(JObject document) => document["components"]?["schemas"] as JObject ?? [];

    /// <summary>
    /// Returns the name of the schema that <paramref name="schema"/> references; null if it is not a reference.
    /// </summary>
    public static string? Reference(JToken schema) =>
        schema is JObject node && (string?)node["$ref"] is { } reference && reference.StartsWith(SchemaPrefix, StringComparison.Ordinal)
            ? reference[SchemaPrefix.Length..]
            : null;

    /// <summary>
    /// Follows all references of a schema. Returns a schema for any JSON if a reference is missing or circular.
    /// </summary>
    public static JObject Resolve(JObject schema, Func<string, JObject?> content)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Reference(schema) is { } name)
        {
            schema = seen.Add(name) ? content(name) ?? [] : [];
        }

        return schema;
    }

    /// <summary>Decodes a step of a JSON pointer, as <c>$ref</c> and overlays contain it.</summary>
    public static string PointerStep(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>
    /// Removes the headers that the document describes, because overlays specify the headers that requests always contain.
    /// </summary>
    public static void RemoveHeaders(JObject document)
    {
        foreach (var operation in Operations(document))
        {
            operation.Content.Remove("x-headers");
        }
    }

    public static JObject ReferenceTo(string schema) => new() { ["$ref"] = SchemaPrefix + schema };
}
