using System.Text.RegularExpressions;

namespace OpenCode.SpecTool.Places;

/// <summary>A text of the document in a report, which is the body of a pull request: no markup, link, mention or HTML comes of it.</summary>
public static partial class MarkdownText
{
    private const int Longest = 300;

    /// <summary>Plain words as they are, everything else as code: there nothing means anything.</summary>
    public static string Inline(string text) => Plain().IsMatch(text) && text.Length <= Longest ? text : Code(text);

    /// <summary>A cell of a table, which a bar would end even within code.</summary>
    public static string Cell(string text, bool isCode = false)
    {
        var words = text.Replace("|", "", StringComparison.Ordinal);
        return (!isCode && Inline(words) == words ? text : Code(text)).Replace("|", "\\|", StringComparison.Ordinal);
    }

    /// <summary>A code span, which only as many backticks as it starts with can end.</summary>
    public static string Code(string text)
    {
        var line = HiddenText.Show(text);
        line = line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest), " ...");
        if (line.Trim().Length == 0)
        {
            return "` `";
        }

        var fence = Fence(line, 1);
        var isEdge = line[0] is '`' or ' ' || line[^1] is '`' or ' ';
        return isEdge ? $"{fence} {line} {fence}" : fence + line + fence;
    }

    /// <summary>A block of code.</summary>
    public static string Block(IEnumerable<string> lines)
    {
        var text = string.Join('\n', lines.Select(HiddenText.Show));
        var fence = Fence(text, 3);
        return $"{fence}\n{text}\n{fence}";
    }

    private static string Fence(string text, int shortest) =>
        new('`', Math.Max(shortest, Backticks().Matches(text).Select(m => m.Length).DefaultIfEmpty(0).Max() + 1));

    // What links and images are made of is left out: "](", "][", "://", "www.", "@", "#", "<", "&", "!"
    [GeneratedRegex(@"\A(?!.*(?:\]\(|\]\[|\]:|://|www\.))[\p{L}\p{Nd} .,;:()\[\]{}_/""'$+=%?-]*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();
}
