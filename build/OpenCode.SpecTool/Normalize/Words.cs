using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// The project's own documentation of the generated code, read from the <c>words</c> of the overlays.
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

    /// <summary>Whether there are any words. If there are none, missing words are not reported.</summary>
    public bool Exist => _words.Count > 0;

    /// <summary>The entries without a match. Entries of files for other servers do not require a match.</summary>
    public IEnumerable<string> Unmatched => _words
        .Where(word => !word.Value.IsUsed && !word.Value.IsOptional)
        .Select(word => $"words {word.Key.Kind} {word.Key.Key}");

    /// <summary>Returns the words for the first key that has any.</summary>
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

    /// <summary>Returns the words for a type: its own words, or those of its stem in the form of its name.</summary>
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

    /// <summary>Returns the text at <c>{0}</c> if the name has this form.</summary>
    private static string? Stem(string name, string form)
    {
        if (form.Split("{0}") is not [var before, var after])
        {
            throw new SpecToolException($"The words have the form {form}, which must contain {{0}} exactly once.");
        }

        return name.Length > before.Length + after.Length && name.StartsWith(before, StringComparison.Ordinal) && name.EndsWith(after, StringComparison.Ordinal)
            ? name[before.Length..^after.Length]
            : null;
    }

    private void Read(JProperty kind, bool isOptional)
    {
        if (!s_kinds.Contains(kind.Name))
        {
            throw new SpecToolException($"The words have the unknown kind {kind.Name}. Use one of: {string.Join(", ", s_kinds)}.");
        }

        foreach (var entry in ((JObject)kind.Value).Properties())
        {
            if (!_words.TryAdd((kind.Name, entry.Name), new Word((string)entry.Value!, isOptional)))
            {
                throw new SpecToolException($"Two files contain words for {kind.Name} {entry.Name}. Remove one of the entries.");
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
