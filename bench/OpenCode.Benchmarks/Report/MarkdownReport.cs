using System.Text;
using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Report;

/// <summary>The results as Markdown, with where they come from.</summary>
internal static class MarkdownReport
{
    public static string Of(IEnumerable<Row> rows, string command)
    {
        var text = new StringBuilder(Provenance.Of(command)).Append("\n\n| name | value | unit | bar | ok |\n|---|---:|---|---|---|\n");
        foreach (var row in rows)
        {
            text.Append("| `").Append(row.Name).Append("` | ").AppendJoin(" | ", row.ValueText, row.Unit, row.BarText, row.Verdict).Append(" |\n");
        }

        return text.ToString();
    }
}
