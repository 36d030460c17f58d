using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// Corrections and additions to the document, and better names, read from <c>openapi/overlays/*.json</c>.
/// <c>docs/overlays.md</c> describes the format.
/// </summary>
public sealed class Overlays
{
    private readonly List<JObject> _files;
    private readonly HashSet<string> _unmatched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VariantRule> _variantRules = new(StringComparer.Ordinal);

    private Overlays(List<JObject> files)
    {
        _files = files;
        Renames = Merge("rename");
        InlineNames = Merge("name");
        Operations = Merge("operations");
        Lifted = VariantRules
            .Select(rule => (rule.Name, Lift: rule.Value["lift"]))
            .Concat(files.SelectMany(f => (f["lift"] as JObject)?.Properties() ?? []).Select(rule => (rule.Name, Lift: (JToken?)rule.Value)))
            .SelectMany(rule => (rule.Lift as JObject)?.Properties().Select(p => (Union: rule.Name, Member: new LiftedMember(p.Name, ((string)p.Value!).Split('.')))) ?? [])
            .ToLookup(lifted => lifted.Union, lifted => lifted.Member, StringComparer.Ordinal);
        Numbers = [.. files.SelectMany(f => (f["numbers"] as JObject)?.Properties() ?? []).SelectMany(p => p.Value.Values<string>().OfType<string>(), (p, pattern) => (p.Name, pattern))];
        Identity = [.. files.SelectMany(f => f["identity"]?.Values<string>() ?? []).OfType<string>()];
        Words = new Words(files);
        Secrets = [.. files.SelectMany(f => f["secrets"]?.Values<string>() ?? []).OfType<string>()];
    }

    /// <summary>Schema name → C# name.</summary>
    public Dictionary<string, string> Renames { get; }

    /// <summary>Path of an inline schema → C# name of every inline schema of that shape.</summary>
    public Dictionary<string, string> InlineNames { get; }

    /// <summary>operationId → operationId.</summary>
    public Dictionary<string, string> Operations { get; }

    /// <summary>The meaning of numbers: a kind, and a pattern of paths.</summary>
    public IReadOnlyList<(string Kind, string Pattern)> Numbers { get; }

    /// <summary>The JSON names of members that identify an object.</summary>
    public IReadOnlyList<string> Identity { get; }

    /// <summary>The members whose values must not be logged: C# type, dot, JSON name.</summary>
    public IReadOnlyList<string> Secrets { get; }

    /// <summary>The project's own documentation.</summary>
    public Words Words { get; }

    /// <summary>The name of a union in the document → the members of its variants that the union exposes.</summary>
    public ILookup<string, LiftedMember> Lifted { get; }

    /// <summary>The entries without a match in the document.</summary>
    public IReadOnlyCollection<string> Unmatched => _unmatched;

    public static Overlays Load(string folder)
    {
        var paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories) : [];
        Array.Sort(paths, StringComparer.Ordinal);
        return new Overlays([.. paths.Select(Json.ReadFile)]);
    }

    public void ReportUnmatched(string entry) => _unmatched.Add(entry);

    /// <summary>Changes <paramref name="document"/> in place, and records the entries without a match.</summary>
    public void Apply(JObject document)
    {
        // The order is by kind and not by file, because a rule can refer to a union that another file creates.
        foreach (var patch in Objects("patch"))
        {
            Patch(document, patch);
        }

        foreach (var union in Objects("collect"))
        {
            Collect(document, union);
        }

        foreach (var rule in _files.SelectMany(f => (f["optional"] as JObject)?.Properties() ?? []))
        {
            MakeOptional(document, rule.Name, [.. rule.Value.Values<string>().OfType<string>()]);
        }

        foreach (var rule in VariantRules)
        {
            NameVariants(document, rule.Name, (JObject)rule.Value);
        }

        var schemas = OpenApi.Schemas(document);
        _unmatched.UnionWith(Renames.Keys.Where(name => schemas[name] is null).Select(name => $"rename {name}"));
    }

    /// <summary>Returns the C# name of a schema of the document.</summary>
    public string SchemaName(string schema) =>
        Renames.TryGetValue(schema, out var renamed) ? renamed
        : _variantRules.TryGetValue(schema, out var rule) ? rule.TypeName
        : Identifier.Pascal(schema);

    /// <summary>
    /// Returns the name of an inline part of a union's variant, for example <c>EventSessionCreated.properties</c>.
    /// </summary>
    public string? PartName(string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        while (dot > 0)
        {
            if (_variantRules.TryGetValue(path[..dot], out var rule) && rule.Parts.TryGetValue(path[(dot + 1)..], out var name))
            {
                return name;
            }

            // Names of schemas can contain dots themselves: Event.tui.prompt.append.
            dot = path.IndexOf('.', dot + 1);
        }

        return null;
    }

    private IEnumerable<JProperty> VariantRules => _files.SelectMany(f => (f["variants"] as JObject)?.Properties() ?? []);

    private IEnumerable<JObject> Objects(string key) => _files.SelectMany(f => (f[key] as JArray ?? []).OfType<JObject>());

    private Dictionary<string, string> Merge(string key) => _files
        .SelectMany(f => (f[key] as JObject)?.Properties() ?? [])
        .ToDictionary(p => p.Name, p => (string)p.Value!, StringComparer.Ordinal);

    /// <summary>
    /// Sets, merges or appends at a JSON pointer, which can contain a parameter by name. <c>create</c> allows a member that does
    /// not exist yet.
    /// </summary>
    private void Patch(JObject document, JObject patch)
    {
        var pointer = (string)patch["at"]!;
        var steps = pointer.Split('/').Skip(1).Select(OpenApi.PointerStep).ToList();
        JToken? parent = document;
        foreach (var step in steps.SkipLast(1))
        {
            parent = Step(parent, step);
        }

        var last = steps[^1];
        var target = Step(parent, last);
        if (parent is null || (target is null && (bool?)patch["create"] != true))
        {
            _unmatched.Add($"patch {pointer}");
            return;
        }

        if (patch["set"] is { } value)
        {
            ((JObject)parent)[last] = value.DeepClone();
        }

        if (patch["append"] is JArray items)
        {
            foreach (var item in items)
            {
                ((JArray)target!).Add(item.DeepClone());
            }
        }
    }

    private static JToken? Step(JToken? at, string name) => at switch
    {
        JObject node => node[name],
        JArray list when int.TryParse(name, out var index) => index < list.Count ? list[index] : null,
        JArray list => list.OfType<JObject>().FirstOrDefault(item => (string?)item["name"] == name),
        _ => null,
    };

    /// <summary>Creates a union of all schemas whose names match, and adds it to another union.</summary>
    private void Collect(JObject document, JObject rule)
    {
        var schemas = OpenApi.Schemas(document);
        var union = (string)rule["union"]!;
        var members = schemas.Properties()
            .Where(p => Regex.IsMatch(p.Name, (string)rule["schemas"]!))
            .Select(p => OpenApi.ReferenceTo(p.Name))
            .ToList();
        if (members.Count == 0)
        {
            _unmatched.Add($"collect {union}");
            return;
        }

        schemas[union] = new JObject { ["anyOf"] = new JArray(members), ["description"] = rule["description"] };
        if ((string?)rule["into"] is { } target && schemas[target]?["anyOf"] is JArray alternatives)
        {
            alternatives.Add(OpenApi.ReferenceTo(union));
        }
    }

    /// <summary>Makes members optional in a schema, named or inline, or in all variants of a union.</summary>
    private void MakeOptional(JObject document, string owner, List<string> members)
    {
        var schemas = OpenApi.Schemas(document);
        var schema = SchemaPath.Find(document, owner);
        var records = schema?["anyOf"] is JArray alternatives
            ? alternatives.Select(a => OpenApi.Reference(a) is { } name ? schemas[name] : a)
            : [schema];
        var lists = records.Select(r => r?["required"]).OfType<JArray>().ToList();
        foreach (var member in members)
        {
            var entries = lists.SelectMany(list => list.Where(item => (string?)item == member)).ToList();
            if (entries.Count == 0)
            {
                _unmatched.Add($"optional {owner}.{member}");
            }

            entries.ForEach(entry => entry.Remove());
        }
    }

    private void NameVariants(JObject document, string union, JObject rule)
    {
        if (OpenApi.Schemas(document)[union]?["anyOf"] is not JArray alternatives)
        {
            _unmatched.Add($"variants {union}");
            return;
        }

        var strip = new Regex((string?)rule["strip"] ?? "^$");
        var schemas = OpenApi.Schemas(document);
        foreach (var variant in alternatives.Select(OpenApi.Reference).OfType<string>().Where(v => schemas[v]?["anyOf"] is null))
        {
            var stem = Identifier.Pascal(strip.Replace(variant, ""));
            var parts = (rule["parts"] as JObject)?.Properties()
                .ToDictionary(p => p.Name, p => Format((string)p.Value!, stem), StringComparer.Ordinal);
            _variantRules.TryAdd(variant, new VariantRule(Format((string)rule["name"]!, stem), parts ?? []));
        }
    }

    private static string Format(string pattern, string stem) => pattern.Replace("{0}", stem, StringComparison.Ordinal);

    private sealed record VariantRule(string TypeName, Dictionary<string, string> Parts);
}
