using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Report;

/// <summary>The results of a comparison as Markdown, with where they come from.</summary>
internal static class MarkdownReport
{
    public static string Of(IEnumerable<Row> rows, string command) =>
        Provenance.Of(command) + "\n\n" + MarkdownTable.Of(
            ["name", "value", "unit", "bar", "ok"],
            rows.Select(row => new[] { $"`{row.Name}`", row.ValueText, row.Unit, row.BarText, row.Verdict }));
}
