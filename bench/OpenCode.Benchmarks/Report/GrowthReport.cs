using OpenCode.Benchmarks.Growth;

namespace OpenCode.Benchmarks.Report;

/// <summary>Writes the growth of costs as Markdown: plots, numbers, and their origin.</summary>
internal static class GrowthReport
{
    public static string Of(IEnumerable<(GrowthStudy Study, IReadOnlyList<GrowthResult> Results)> all, string command) =>
        Provenance.Of(command) + "\n\n" + string.Join('\n', all.Select(one =>
            $"### {one.Study.Title}\n\n![{one.Study.Title}: {one.Study.Unit} for {one.Study.SizeLabel}](performance/{one.Study.Name}.svg)\n\n" + MarkdownTable.Of(
                ["series", one.Study.SizeLabel, "value", "unit", "bytes", "growth"],
                one.Results.Select(result => result.Cells.Skip(1).ToList()))));
}
