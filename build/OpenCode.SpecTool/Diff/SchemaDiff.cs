using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Diff;

/// <summary>Compares two schemas member by member, and reports the location and the description of each difference.</summary>
/// <param name="subject">The schema or operation that the changes belong to.</param>
/// <param name="changes">Receives the changes.</param>
public sealed class SchemaDiff(string subject, ICollection<Change> changes)
{
    /// <summary>
    /// Compares the schemas at a path, for example <c>member tokens.cache</c>, <c>body</c>, or an empty path for the schema
    /// itself.
    /// </summary>
    public void Compare(string path, JToken? before, JToken? after)
    {
        if (JToken.DeepEquals(Plain(before), Plain(after)))
        {
            return;
        }

        if (before is not JObject old || after is not JObject now || !IsSameKind(old, now))
        {
            Add(path, $"is {Describe(after)} instead of {Describe(before)}", breaking: true);
            return;
        }

        var count = changes.Count;
        CompareMembers(path, old, now);
        CompareList(path, "value", old["enum"], now["enum"]);
        CompareList(path, "variant", old["anyOf"], now["anyOf"]);
        CompareInner(path + "[]", old["items"], now["items"]);
        CompareInner(path + "{}", old["additionalProperties"] as JObject, now["additionalProperties"] as JObject);
        if ((bool?)old["nullable"] != (bool?)now["nullable"])
        {
            Add(path, (bool?)now["nullable"] == true ? "can now be null" : "is no longer null", breaking: true);
        }

        if (changes.Count == count)
        {
            Add(path, "is declared differently", breaking: false);
        }
    }

    /// <summary>Returns the schema without the members that are only documentation.</summary>
    public static JToken? Plain(JToken? token)
    {
        if (token is not JContainer)
        {
            return token;
        }

        var plain = (JContainer)token.DeepClone();
        foreach (var text in plain.DescendantsAndSelf().OfType<JProperty>().Where(p => p is { Name: "description" or "summary" or "title" or "examples", Value.Type: JTokenType.String or JTokenType.Array }).ToList())
        {
            text.Remove();
        }

        return plain;
    }

    private static bool IsSameKind(JObject before, JObject after) =>
        (string?)before["$ref"] == (string?)after["$ref"] && (string?)before["type"] == (string?)after["type"] && before["anyOf"] is null == after["anyOf"] is null;

    private void CompareInner(string path, JToken? before, JToken? after)
    {
        if (before is not null || after is not null)
        {
            Compare(path, before, after);
        }
    }

    private void CompareMembers(string path, JObject before, JObject after)
    {
        var (old, now) = (before["properties"] as JObject ?? [], after["properties"] as JObject ?? []);
        var (oldRequired, nowRequired) = (Required(before), Required(after));
        foreach (var member in old.Properties().Where(p => now[p.Name] is null))
        {
            Add(Member(path, member.Name), "removed", breaking: true);
        }

        foreach (var member in now.Properties().Where(p => old[p.Name] is null))
        {
            var isRequired = nowRequired.Contains(member.Name);
            Add(Member(path, member.Name), $"added: {Describe(member.Value)}{(isRequired ? ", required" : "")}", isRequired);
        }

        foreach (var member in old.Properties().Where(p => now[p.Name] is not null))
        {
            Compare(Member(path, member.Name), member.Value, now[member.Name]);
            if (oldRequired.Contains(member.Name) != nowRequired.Contains(member.Name))
            {
                Add(Member(path, member.Name), nowRequired.Contains(member.Name) ? "is now required" : "is now optional", breaking: true);
            }
        }
    }

    private void CompareList(string path, string what, JToken? before, JToken? after)
    {
        var old = (before as JArray ?? []).Select(Describe).ToHashSet();
        var now = (after as JArray ?? []).Select(Describe).ToHashSet();
        foreach (var item in old.Except(now))
        {
            Add(path, $"{what} {item} removed", breaking: true);
        }

        foreach (var item in now.Except(old))
        {
            Add(path, $"{what} {item} added", breaking: false);
        }
    }

    private void Add(string path, string what, bool breaking) => changes.Add(new Change(subject, path.Length == 0 ? what : $"{path} {what}", breaking));

    private static string Member(string path, string name) => path.Length == 0 ? $"member {name}" : $"{path}.{name}";

    private static HashSet<string> Required(JObject schema) => [.. (schema["required"] as JArray ?? []).Values<string>().OfType<string>()];

    /// <summary>Describes a schema in a few words.</summary>
    private static string Describe(JToken? token)
    {
        if (token is not JObject schema)
        {
            return token?.ToString() ?? "nothing";
        }

        if (OpenApi.Reference(schema) is { } name)
        {
            return name;
        }

        var words = schema["enum"] is JArray values ? string.Join(" or ", values.Select(v => v.ToString(Newtonsoft.Json.Formatting.None)))
            : schema["anyOf"] is JArray alternatives ? string.Join(" or ", alternatives.Select(Describe))
            : (string?)schema["type"] switch
            {
                "array" => $"a list of {Describe(schema["items"])}",
                "object" when schema["properties"] is JObject properties => $"{{{string.Join(", ", properties.Properties().Select(p => p.Name))}}}",
                "object" when schema["additionalProperties"] is JObject additional => $"a map of {Describe(additional)}",
                null => "any JSON",
                var type => type!,
            };
        return (bool?)schema["nullable"] == true ? words + " or null" : words;
    }
}
