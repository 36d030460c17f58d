using System.Text;

namespace OpenCode.SpecTool.Diff;

/// <summary>A difference as Markdown, for a pull request.</summary>
public static class DiffReport
{
    public static string Write(DocumentDiff diff, string from, string to)
    {
        var report = new StringBuilder($"# From {from} to {to}\n\n");
        if (diff.Operations.Count + diff.Schemas.Count == 0)
        {
            return report.Append("No difference.\n").ToString();
        }

        report.Append(diff.HasBreaking ? "Breaking: suggests a new minor version while the major one is 0, else a new major one.\n" : "Nothing breaks: suggests a new minor version.\n");
        Section(report, "Operations", diff.Operations);
        Section(report, "Schemas", diff.Schemas);
        return report.ToString();
    }

    private static void Section(StringBuilder report, string title, IReadOnlyList<Change> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        var breaking = changes.Count(c => c.Breaking);
        report.Append($"\n## {title}: {changes.Count} changes, {breaking} breaking\n\n");
        foreach (var subject in changes.GroupBy(c => c.Subject).OrderBy(g => g.All(c => !c.Breaking)).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (var change in subject)
            {
                report.Append($"- {(change.Breaking ? "**breaking** " : "")}`{change.Subject}`: {change.What}\n");
            }
        }
    }
}
