using Newtonsoft.Json.Linq;

namespace OpenCode.SpecTool.Documents;

/// <summary>The few places of an OpenAPI document that several steps visit.</summary>
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

    /// <summary>The name of the schema <paramref name="schema"/> refers to, if it is a reference.</summary>
    public static string? Reference(JToken schema) =>
        schema is JObject node && (string?)node["$ref"] is { } reference && reference.StartsWith(SchemaPrefix, StringComparison.Ordinal)
            ? reference[SchemaPrefix.Length..]
            : null;

    /// <summary>What a schema is once all references are followed; any JSON if they lead nowhere or in a circle.</summary>
    public static JObject Resolve(JObject schema, Func<string, JObject?> content)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Reference(schema) is { } name)
        {
            schema = seen.Add(name) ? content(name) ?? [] : [];
        }

        return schema;
    }

    /// <summary>A step of a JSON pointer, as <c>$ref</c> and overlays write it.</summary>
    public static string PointerStep(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>Which headers a request always carries is for overlays to say: a document has other words for it.</summary>
    public static void RemoveHeaders(JObject document)
    {
        foreach (var operation in Operations(document))
        {
            operation.Content.Remove("x-headers");
        }
    }

    public static JObject ReferenceTo(string schema) => new() { ["$ref"] = SchemaPrefix + schema };
}
