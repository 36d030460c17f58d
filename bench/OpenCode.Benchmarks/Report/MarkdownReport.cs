using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Report;

/// <summary>Writes the results of a comparison and their origin as Markdown.</summary>
internal static class MarkdownReport
{
    public static string Of(IEnumerable<Row> rows, string command) =>
        Provenance.Of(command) + "\n\n" + MarkdownTable.Of(
            ["name", "value", "unit", "bar", "ok"],
            rows.Select(row => new[] { $"`{row.Name}`", row.ValueText, row.Unit, row.BarText, row.Verdict }));
}
