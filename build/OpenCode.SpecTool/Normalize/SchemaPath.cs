using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// Finds an inline schema by the path that overlays use: <c>Config.mcp{}</c>, <c>Agent.mode</c>,
/// <c>session.messages.response[]</c>.
/// </summary>
public static class SchemaPath
{
    public static JObject? Find(JObject document, string path)
    {
        // Use the longest name at the start of the path, because names can contain dots themselves.
        var owner = Owners(document)
            .Where(o => path.StartsWith(o.Name, StringComparison.Ordinal) && (path.Length == o.Name.Length || path[o.Name.Length] is '.' or '[' or '{' or '|'))
            .OrderByDescending(o => o.Name.Length)
            .FirstOrDefault();
        return owner.Name is null ? null : Walk(owner.Schema as JObject, path[owner.Name.Length..]);
    }

    /// <summary>Returns all schemas of the document by path, including those of parameters: <c>session.list.limit</c>.</summary>
    public static IEnumerable<(string Path, JObject Schema)> All(JObject document) => Owners(document)
        .Concat(
            from operation in OpenApi.Operations(document)
            from parameter in (operation.Content["parameters"] as JArray ?? []).OfType<JObject>()
            select (Name: $"{operation.Id}.{parameter["name"]}", Schema: parameter["schema"]))
        .SelectMany(owner => owner.Schema is JObject schema ? Below(owner.Name, schema) : []);

    private static IEnumerable<(string Path, JObject Schema)> Below(string path, JObject schema)
    {
        IEnumerable<(string, JToken?)> parts =
        [
            .. (schema["properties"] as JObject)?.Properties().Select(p => ($"{path}.{p.Name}", (JToken?)p.Value)) ?? [],
            .. (schema["anyOf"] as JArray)?.Select((alternative, index) => ($"{path}|{index}", (JToken?)alternative)) ?? [],
            ($"{path}[]", schema["items"]),
            ($"{path}{{}}", schema["additionalProperties"]),
        ];
        return parts.SelectMany(part => part.Item2 is JObject inner ? Below(part.Item1, inner) : []).Prepend((path, schema));
    }

    private static IEnumerable<(string Name, JToken? Schema)> Owners(JObject document) =>
        OpenApi.Schemas(document).Properties().Select(p => (p.Name, (JToken?)p.Value))
            .Concat(OpenApi.Operations(document).SelectMany(o => new[]
            {
                ($"{o.Id}.request", o.Content["requestBody"]?["content"]?["application/json"]?["schema"]),
                ($"{o.Id}.response", o.Content["responses"]?["200"]?["content"]?["application/json"]?["schema"]),
            }));

    private static JObject? Walk(JObject? schema, string rest)
    {
        while (schema is { } current && rest.Length > 0)
        {
            (schema, rest) = rest switch
            {
                ['[', ']', .. var more] => (current["items"] as JObject, more),
                ['{', '}', .. var more] => (current["additionalProperties"] as JObject, more),
                ['|', .. var more] => Index(current, more),
                ['.', .. var more] => Member(current, more),
                _ => (null, ""),
            };
        }

        return schema;
    }

    private static (JObject? Schema, string Remainder) Index(JObject schema, string rest)
    {
        var digits = string.Concat(rest.TakeWhile(char.IsDigit));
        return int.TryParse(digits, out var index) && schema["anyOf"] is JArray alternatives && index < alternatives.Count
            ? (alternatives[index] as JObject, rest[digits.Length..])
            : (null, "");
    }

    private static (JObject? Schema, string Remainder) Member(JObject schema, string rest)
    {
        var end = rest.IndexOfAny(['.', '[', '{', '|']);
        var name = end < 0 ? rest : rest[..end];
        return (schema["properties"]?[name] as JObject, end < 0 ? "" : rest[end..]);
    }
}
