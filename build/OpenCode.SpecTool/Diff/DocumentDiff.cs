using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Diff;

/// <summary>A difference between two documents.</summary>
/// <param name="Subject">The operation or schema.</param>
/// <param name="What">A description of the change, as a sentence without the subject.</param>
/// <param name="Breaking">Whether code that was written for the older document might no longer compile or work.</param>
public sealed record Change(string Subject, string What, bool Breaking);

/// <summary>Compares two documents from the perspective of their users.</summary>
public sealed class DocumentDiff
{
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
        var schemas = new SchemaDiff(route, _operations);
        _operations.AddRange(old.Keys.Except(now.Keys).Select(p => new Change(route, $"{p} removed", true)));
        _operations.AddRange(now.Keys.Except(old.Keys).Select(p => new Change(route, $"{p} added", (bool?)now[p]["required"] == true)));
        foreach (var parameter in old.Keys.Intersect(now.Keys))
        {
            schemas.Compare(parameter, old[parameter]["schema"], now[parameter]["schema"]);
            if ((bool?)old[parameter]["required"] != true && (bool?)now[parameter]["required"] == true)
            {
                _operations.Add(new Change(route, $"{parameter} is now required", true));
            }
        }

        schemas.Compare("body", Content(before["requestBody"]), Content(after["requestBody"]));
        schemas.Compare("response", Answer(before), Answer(after));
        if (!JToken.DeepEquals(SchemaDiff.Plain(Failures(before)), SchemaDiff.Plain(Failures(after))))
        {
            _operations.Add(new Change(route, "has different error responses", false));
        }
    }

    /// <summary>
    /// Returns the schema of a request or response body. For a body that is not JSON, its media type is returned.
    /// </summary>
    private static JToken? Content(JToken? part) =>
        (part?["content"] as JObject)?.Properties().Select(p => p.Name == "application/json" ? p.Value["schema"] : p.Name).FirstOrDefault();

    private static JToken? Answer(JObject operation) =>
        Content((operation["responses"] as JObject)?.Properties().FirstOrDefault(r => r.Name.StartsWith('2'))?.Value);

    private static JObject Failures(JObject operation) =>
        new((operation["responses"] as JObject ?? []).Properties().Where(r => r.Name[0] is '4' or '5'));

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
            new SchemaDiff(schema.Name, _schemas).Compare("", schema.Value, after[schema.Name]);
        }
    }
}
