using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// Determines the meaning of the numbers of the document. OpenAPI can't express it, so overlays specify it with patterns of paths
/// such as <c>*.time.*</c>, in which a <c>*</c> matches any text. If several patterns match, the longest applies.
/// </summary>
public static class NumberKinds
{
    /// <summary>The member of a schema that contains its kind.</summary>
    public const string Mark = "x-number";

    private static readonly Dictionary<string, TypeUse> s_kinds = new(StringComparer.Ordinal)
    {
        ["time"] = TypeUse.Of(WireKind.Time),
        ["milliseconds"] = TypeUse.Of(WireKind.Milliseconds),
        ["seconds"] = TypeUse.Of(WireKind.Seconds),
        ["money"] = TypeUse.Of(WireKind.Money),
        ["count"] = TypeUse.Integer,
        ["number"] = TypeUse.Number,
    };

    public static bool IsDeclared(JObject schema) => schema[Mark] is not null;

    /// <summary>Returns the type of a numeric schema.</summary>
    public static TypeUse Of(JObject schema) =>
        (string?)schema[Mark] is { } kind ? s_kinds[kind] : (string?)schema["type"] == "integer" ? TypeUse.Integer : TypeUse.Number;

    /// <summary>Marks all numbers of the document.</summary>
    /// <returns>The patterns without a match.</returns>
    public static IReadOnlyCollection<string> Apply(JObject document, IEnumerable<(string Kind, string Pattern)> rules, Warnings warnings)
    {
        var patterns = rules
            .OrderByDescending(r => r.Pattern.Length)
            .Select(r => (r.Kind, r.Pattern, Regex: new Regex($"^{Regex.Escape(r.Pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$")))
            .ToList();
        if (patterns.Find(p => !s_kinds.ContainsKey(p.Kind)) is { Kind: { } unknown })
        {
            throw new SpecToolException($"An overlay has the unknown kind of numbers {unknown}. Use one of: {string.Join(", ", s_kinds.Keys)}.");
        }

        var unmatched = patterns.Select(p => p.Pattern).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, schema) in SchemaPath.All(document).Where(s => IsNumber(s.Schema) && !IsAlternative(s.Schema)))
        {
            var matches = patterns.FindAll(p => p.Regex.IsMatch(path));
            unmatched.ExceptWith(matches.Select(m => m.Pattern));
            if (matches.Count > 0)
            {
                schema[Mark] = matches[0].Kind;
            }
            else if (patterns.Count > 0 && (string?)schema["type"] != "integer")
            {
                warnings.Add(path, "is a number whose meaning no overlay specifies");
            }
        }

        return unmatched;
    }

    /// <summary>Whether a schema is one of the alternatives of a number.</summary>
    private static bool IsAlternative(JObject schema) => schema.Parent?.Parent?.Parent is JObject outer && IsNumber(outer);

    /// <summary>Whether a schema is a number, or a number with the strings NaN and Infinity.</summary>
    private static bool IsNumber(JObject schema) =>
        (string?)schema["type"] is "number" or "integer"
        || (schema["anyOf"] is JArray alternatives
            && alternatives.Any(a => (string?)a["type"] == "number")
            && alternatives.All(a => (string?)a["type"] == "number" || a["enum"] is not null));
}
