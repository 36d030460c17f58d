using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Normalise;

/// <summary>
/// Our own words for the documentation of generated code, read from the <c>words</c> of the overlays.
/// <c>docs/overlays.md</c> describes the format.
/// </summary>
public sealed class Words
{
    public const string Types = "types";
    public const string Members = "members";
    public const string Values = "values";
    public const string Operations = "operations";
    public const string Parameters = "parameters";
    public const string Bodies = "bodies";
    public const string Replacements = "replacements";
    private const string Forms = "forms";
    private const string Stems = "stems";

    private static readonly HashSet<string> s_kinds = [Types, Members, Values, Operations, Parameters, Bodies, Replacements, Forms, Stems];

    private readonly Dictionary<(string Kind, string Key), Word> _words = [];

    public Words(IEnumerable<JObject> files)
    {
        foreach (var file in files)
        {
            var isOptional = (bool?)file["otherServers"] == true;
            foreach (var kind in (file["words"] as JObject)?.Properties() ?? [])
            {
                Read(kind, isOptional);
            }
        }
    }

    /// <summary>Whether somebody writes words at all; if not, nothing is missed.</summary>
    public bool Exist => _words.Count > 0;

    /// <summary>Entries that met nothing; those of files for other servers need not.</summary>
    public IEnumerable<string> Unmatched => _words
        .Where(word => !word.Value.IsUsed && !word.Value.IsOptional)
        .Select(word => $"words {word.Key.Kind} {word.Key.Key}");

    /// <summary>The words for the first of the keys that has any.</summary>
    public string? Find(string kind, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (_words.TryGetValue((kind, key), out var word))
            {
                return word.Use();
            }
        }

        return null;
    }

    public string? Find(string kind, string key) => Find(kind, [key]);

    /// <summary>The words for a type: its own, or those of its stem, put into the form that its name has.</summary>
    public string? FindType(string name)
    {
        if (Find(Types, name) is { } own)
        {
            return own;
        }

        foreach (var ((kind, form), word) in _words)
        {
            if (kind == Forms && Stem(name, form) is { } stem && Find(Stems, stem) is { } text)
            {
                return word.Use().Replace("{0}", text, StringComparison.Ordinal);
            }
        }

        return null;
    }

    /// <summary>What stands at <c>{0}</c> if the name has this form.</summary>
    private static string? Stem(string name, string form)
    {
        if (form.Split("{0}") is not [var before, var after])
        {
            throw new SpecToolException($"The words have the form {form}, in which {{0}} does not stand once.");
        }

        return name.Length > before.Length + after.Length && name.StartsWith(before, StringComparison.Ordinal) && name.EndsWith(after, StringComparison.Ordinal)
            ? name[before.Length..^after.Length]
            : null;
    }

    private void Read(JProperty kind, bool isOptional)
    {
        if (!s_kinds.Contains(kind.Name))
        {
            throw new SpecToolException($"The words have no kind {kind.Name}, only {string.Join(", ", s_kinds)}.");
        }

        foreach (var entry in ((JObject)kind.Value).Properties())
        {
            if (!_words.TryAdd((kind.Name, entry.Name), new Word((string)entry.Value!, isOptional)))
            {
                throw new SpecToolException($"There are words for {kind.Name} {entry.Name} in two files.");
            }
        }
    }

    private sealed record Word(string Text, bool IsOptional)
    {
        public bool IsUsed { get; private set; }

        public string Use()
        {
            IsUsed = true;
            return Text;
        }
    }
}
