using Newtonsoft.Json.Linq;

namespace OpenCode.SpecTool.Normalise;

/// <summary>Finds an inline schema by the path overlays name it with: <c>Config.mcp{}</c>, <c>Agent.mode</c>, <c>Todo[].x</c>.</summary>
public static class SchemaPath
{
    public static JObject? Find(JObject schemas, string path)
    {
        // The longest schema name that starts the path, because schema names may hold dots.
        var owner = schemas.Properties()
            .Select(p => p.Name)
            .Where(n => path.StartsWith(n, StringComparison.Ordinal) && (path.Length == n.Length || path[n.Length] is '.' or '[' or '{' or '|'))
            .MaxBy(n => n.Length);
        return owner is null ? null : Walk(schemas[owner] as JObject, path[owner.Length..]);
    }

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
