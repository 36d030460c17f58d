using System.Text;
using OpenCode.SpecTool.Places;

namespace OpenCode.SpecTool.Diff;

/// <summary>Writes the differences as Markdown for a pull request.</summary>
public static class DiffReport
{
    public static string Write(DocumentDiff diff, string from, string to)
    {
        var report = new StringBuilder($"# From {MarkdownText.Inline(from)} to {MarkdownText.Inline(to)}\n\n");
        if (diff.Operations.Count + diff.Schemas.Count == 0)
        {
            return report.Append("No differences.\n").ToString();
        }

        report.Append(diff.HasBreaking ? "Breaking changes. Suggested version: a new minor version while the major version is 0; otherwise, a new major version.\n" : "No breaking changes. Suggested version: a new minor version.\n");
        Section(report, "Operations", diff.Operations);
        Section(report, "Schemas", diff.Schemas);
        return report.ToString();
    }

    /// <summary>Lists breaking changes, and collapses all others.</summary>
    private static void Section(StringBuilder report, string title, IReadOnlyList<Change> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        var breaking = changes.Where(c => c.Breaking).ToList();
        report.Append($"\n## {title}: {changes.Count} changes, {breaking.Count} breaking\n\n");
        List(report, breaking);
        var others = changes.Except(breaking).ToList();
        if (others.Count == 0)
        {
            return;
        }

        report.Append($"{(breaking.Count > 0 ? "\n" : "")}<details><summary>{others.Count} non-breaking</summary>\n\n");
        List(report, others);
        report.Append("\n</details>\n");
    }

    private static void List(StringBuilder report, IEnumerable<Change> changes)
    {
        foreach (var subject in changes.GroupBy(c => c.Subject).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            report.Append($"- {MarkdownText.Code(subject.Key)}: {string.Join("; ", subject.Select(c => MarkdownText.Inline(c.What)))}\n");
        }
    }
}
