using System.Text.RegularExpressions;

namespace OpenCode.Architecture.Tests.Prose;

/// <summary>The phrases that docs/style.md replaces.</summary>
internal sealed partial class StyleGuide
{
    private readonly List<Rule> _rules = [];

    /// <summary>Matches every phrase, so that most paragraphs need one look only.</summary>
    private readonly Regex _any;

    public StyleGuide(string markdown)
    {
        List<string> all = [];
        foreach (var line in markdown.Split('\n'))
        {
            if (line.Split('|', StringSplitOptions.TrimEntries) is ["", var phrases, var replacement, var exceptions, ""] && phrases is not ("Don't write" or "---"))
            {
                all.Add(phrases);
                _rules.Add(new(Pattern(phrases), replacement, exceptions.Length == 0 ? null : Pattern(exceptions)));
            }
        }

        _any = Pattern(string.Join(',', all), RegexOptions.Compiled);
    }

    public int Count => _rules.Count;

    /// <summary>Finds the phrases in a paragraph.</summary>
    /// <returns>Each phrase with its replacement.</returns>
    public IEnumerable<(string Phrase, string Replacement)> Check(string paragraph) =>
        from rule in _any.IsMatch(paragraph) ? _rules : []
        from match in rule.Phrases.Matches(paragraph)
        where rule.Exceptions?.IsMatch(paragraph) != true
        select (match.Value, rule.Replacement);

    private static Regex Pattern(string phrases, RegexOptions options = RegexOptions.None)
    {
        var alternatives = phrases.Split(',', StringSplitOptions.TrimEntries)
            .Select(phrase => Blanks().Replace(Regex.Escape(phrase), @"\s+").Replace(@"\*", @"\w*", StringComparison.Ordinal));
        return new($@"\b({string.Join('|', alternatives)})\b", options | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"(\\ )+")]
    private static partial Regex Blanks();

    private sealed record Rule(Regex Phrases, string Replacement, Regex? Exceptions);
}
