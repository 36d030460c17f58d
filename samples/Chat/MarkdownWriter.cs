using System.Text.RegularExpressions;
using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>
/// Writes a Markdown text to a console while the agent writes it. Each line appears when it is complete: headings, lists, quotations, and
/// fenced code. Everything else is shown as it is.
/// </summary>
public sealed partial class MarkdownWriter
{
    private readonly IAnsiConsole _console;
    private readonly LineBuffer _lines;
    private Match? _fence;

    /// <summary>Creates a writer of one text.</summary>
    /// <param name="console">The console.</param>
    public MarkdownWriter(IAnsiConsole console)
    {
        _console = console;
        _lines = new(line => WriteLine(ChatText.Visible(line)));
    }

    /// <summary>Adds a part of the text, which can begin and end anywhere.</summary>
    /// <param name="delta">The part.</param>
    public void Append(string delta) => _lines.Append(delta);

    /// <summary>Writes the last line if it has no end.</summary>
    public void Complete() => _lines.Complete();

    private void WriteLine(string line)
    {
        if (_fence is not null)
        {
            WriteCode(line, _fence);
        }
        else if (Fence().Match(line) is { Success: true } fence)
        {
            _fence = fence;
        }
        else if (Heading().Match(line) is { Success: true } heading)
        {
            Write(heading.Groups["text"].Value, ChatStyles.Heading);
        }
        else if (Item().Match(line) is { Success: true } item)
        {
            WriteItem(item);
        }
        else if (Quotation().Match(line) is { Success: true } quotation)
        {
            Write($"│ {quotation.Groups["text"].Value}", ChatStyles.Dim);
        }
        else
        {
            Write(line, Style.Plain);
        }
    }

    private void Write(string text, Style style)
    {
        _console.Write(MarkdownText.Parse(text, style));
        _console.WriteLine();
    }

    /// <summary>The lines of an item are indented like the first one, regardless of the width of the console.</summary>
    private void WriteItem(Match item)
    {
        var mark = item.Groups["mark"].Value;
        _console.Write(new Grid()
            .AddColumn(new GridColumn().NoWrap().Padding(item.Groups["indent"].Length, 0, 1, 0))
            .AddColumn(new GridColumn().Padding(0, 0, 0, 0))
            .AddRow(new Text(char.IsDigit(mark[0]) ? mark : "•"), MarkdownText.Parse(item.Groups["text"].Value, Style.Plain)));
    }

    /// <summary>Code is indented by four columns, plus the indentation that it has within its fence.</summary>
    private void WriteCode(string line, Match fence)
    {
        var mark = fence.Groups["mark"].Value;
        var text = line.Trim();
        if (text.Length >= mark.Length && text.All(character => character == mark[0]))
        {
            _fence = null;
            return;
        }

        var indent = fence.Groups["indent"].Length;
        var code = line.Length >= indent && string.IsNullOrWhiteSpace(line[..indent]) ? line[indent..] : line;
        _console.WriteLine($"    {code}", ChatStyles.Code);
    }

    [GeneratedRegex("^(?<indent> *)(?<mark>`{3,}|~{3,})[^`]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex("^#{1,6} +(?<text>.*?)[ #]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex("^(?<indent> *)(?<mark>[-*+]|[0-9]{1,9}[.)]) +(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Item();

    [GeneratedRegex("^ *> ?(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Quotation();
}
