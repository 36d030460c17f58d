using System.Text;

namespace OpenCode.Benchmarks.Report;

/// <summary>A table in Markdown.</summary>
internal static class MarkdownTable
{
    public static string Of(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        Append(text, header);
        Append(text, [.. header.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Append(text, row);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
