using Newtonsoft.Json.Linq;

namespace OpenCode.SpecTool.Diff;

/// <summary>One difference between two documents.</summary>
/// <param name="Subject">The operation or schema.</param>
/// <param name="What">What happened to it, as half a sentence.</param>
/// <param name="Breaking">Whether code written against the older one may stop to compile or to work.</param>
public sealed record Change(string Subject, string What, bool Breaking);

/// <summary>Compares two documents as their users see them.</summary>
public sealed class DocumentDiff
{
    private static readonly string[] s_typeKeywords = ["type", "items", "additionalProperties", "nullable"];

    private readonly List<Change> _operations = [];
    private readonly List<Change> _schemas = [];

    public IReadOnlyList<Change> Operations => _operations;

    public IReadOnlyList<Change> Schemas => _schemas;

    public bool HasBreaking => _operations.Concat(_schemas).Any(c => c.Breaking);

    /// <summary>Compares two canonical documents.</summary>
    public static DocumentDiff Compare(JObject from, JObject to)
    {
        var diff = new DocumentDiff();
        diff.CompareOperations(from, to);
        diff.CompareSchemas(from, to);
        return diff;
    }

    private void CompareOperations(JObject from, JObject to)
    {
        static Dictionary<string, JObject> Index(JObject document) => OpenApi.Operations(document)
            .ToDictionary(o => $"{o.Method.ToUpperInvariant()} {o.Route}", o => o.Content);

        var before = Index(from);
        var after = Index(to);
        foreach (var route in before.Keys.Except(after.Keys))
        {
            _operations.Add(new Change(route, $"removed ({before[route]["operationId"]})", true));
        }

        foreach (var route in after.Keys.Except(before.Keys))
        {
            _operations.Add(new Change(route, $"added ({after[route]["operationId"]})", false));
        }

        foreach (var route in before.Keys.Intersect(after.Keys))
        {
            CompareOperation(route, before[route], after[route]);
        }
    }

    private void CompareOperation(string route, JObject before, JObject after)
    {
        if ((string?)before["operationId"] != (string?)after["operationId"])
        {
            _operations.Add(new Change(route, $"is called {after["operationId"]} instead of {before["operationId"]}", true));
        }

        static Dictionary<string, JObject> Parameters(JObject operation) => (operation["parameters"] as JArray ?? [])
            .OfType<JObject>()
            .ToDictionary(p => $"{p["in"]} parameter {p["name"]}");

        var (old, now) = (Parameters(before), Parameters(after));
        CompareParts(_operations, route, old, now, p => (bool?)p["required"] == true, p => p["schema"]);
        _operations.AddRange(old.Keys.Intersect(now.Keys)
            .Where(p => (bool?)old[p]["required"] != true && (bool?)now[p]["required"] == true)
            .Select(p => new Change(route, $"{p} is now required", true)));
        if (!JToken.DeepEquals(Plain(before["requestBody"]), Plain(after["requestBody"])))
        {
            _operations.Add(new Change(route, "takes another body", true));
        }

        if (!JToken.DeepEquals(Plain(Answers(before, '2')), Plain(Answers(after, '2'))))
        {
            _operations.Add(new Change(route, "answers differently", true));
        }

        if (!JToken.DeepEquals(Plain(Answers(before, '4', '5')), Plain(Answers(after, '4', '5'))))
        {
            _operations.Add(new Change(route, "fails differently", false));
        }
    }

    private static JObject Answers(JObject operation, params char[] classes) =>
        new((operation["responses"] as JObject ?? []).Properties().Where(r => classes.Contains(r.Name[0])));

    private void CompareSchemas(JObject from, JObject to)
    {
        var before = OpenApi.Schemas(from);
        var after = OpenApi.Schemas(to);
        foreach (var schema in before.Properties().Where(p => after[p.Name] is null))
        {
            _schemas.Add(new Change(schema.Name, "removed", true));
        }

        foreach (var schema in after.Properties().Where(p => before[p.Name] is null))
        {
            _schemas.Add(new Change(schema.Name, "added", false));
        }

        foreach (var schema in before.Properties().Where(p => after[p.Name] is not null))
        {
            CompareSchema(schema.Name, (JObject)schema.Value, (JObject)after[schema.Name]!);
        }
    }

    private void CompareSchema(string name, JObject before, JObject after)
    {
        if (JToken.DeepEquals(Plain(before), Plain(after)))
        {
            return;
        }

        var count = _schemas.Count;
        var required = (Before: Required(before), After: Required(after));
        CompareParts(_schemas, name, Members(before), Members(after), null, m => m);
        foreach (var member in required.After.Except(required.Before).Where(m => Members(before).ContainsKey($"member {m}")))
        {
            _schemas.Add(new Change(name, $"member {member} is now always there", true));
        }

        foreach (var member in required.Before.Except(required.After).Where(m => Members(after).ContainsKey($"member {m}")))
        {
            _schemas.Add(new Change(name, $"member {member} may now be absent", true));
        }

        CompareLists(name, "value", before["enum"], after["enum"]);
        CompareLists(name, "variant", before["anyOf"], after["anyOf"]);
        var own = s_typeKeywords.Any(k => !JToken.DeepEquals(Plain(before[k]), Plain(after[k])));
        if (own || _schemas.Count == count)
        {
            _schemas.Add(new Change(name, "changed its type", true));
        }
    }

    private static HashSet<string> Required(JObject schema) => [.. (schema["required"] as JArray ?? []).Values<string>().OfType<string>()];

    private static Dictionary<string, JObject> Members(JObject schema) => (schema["properties"] as JObject ?? [])
        .Properties()
        .ToDictionary(p => $"member {p.Name}", p => (JObject)p.Value);

    private void CompareLists(string name, string what, JToken? before, JToken? after)
    {
        static string Label(JToken item) => item is JObject node ? OpenApi.Reference(node) ?? "inline " + Plain(node)!.ToString(Newtonsoft.Json.Formatting.None) : item.ToString();

        var old = (before as JArray ?? []).Select(Label).ToHashSet();
        var now = (after as JArray ?? []).Select(Label).ToHashSet();
        _schemas.AddRange(old.Except(now).Select(item => new Change(name, $"{what} {item} removed", true)));
        _schemas.AddRange(now.Except(old).Select(item => new Change(name, $"{what} {item} added", false)));
    }

    private static void CompareParts(List<Change> changes, string subject, Dictionary<string, JObject> before, Dictionary<string, JObject> after, Func<JObject, bool>? isRequired, Func<JObject, JToken?> type)
    {
        changes.AddRange(before.Keys.Except(after.Keys).Select(part => new Change(subject, $"{part} removed", true)));
        changes.AddRange(after.Keys.Except(before.Keys).Select(part => new Change(subject, $"{part} added", isRequired?.Invoke(after[part]) == true)));
        changes.AddRange(before.Keys.Intersect(after.Keys)
            .Where(part => !JToken.DeepEquals(Plain(type(before[part])), Plain(type(after[part]))))
            .Select(part => new Change(subject, $"{part} changed its type", true)));
    }

    /// <summary>Without what only people read.</summary>
    private static JToken? Plain(JToken? token)
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
}
