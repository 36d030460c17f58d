using System.Text.RegularExpressions;

namespace OpenCode.SpecTool.Places;

/// <summary>
/// Prepares text of the document for a report, which is the body of a pull request. The text can't create markup, links, mentions
/// or HTML.
/// </summary>
public static partial class MarkdownText
{
    private const int Longest = 300;

    /// <summary>
    /// Returns plain words unchanged, and everything else as code, in which no character has a special meaning.
    /// </summary>
    public static string Inline(string text) => Plain().IsMatch(text) && text.Length <= Longest ? text : Code(text);

    /// <summary>
    /// Returns the text of a table cell. A vertical bar is escaped, because it would end the cell even within code.
    /// </summary>
    public static string Cell(string text, bool isCode = false)
    {
        var words = text.Replace("|", "", StringComparison.Ordinal);
        return (!isCode && Inline(words) == words ? text : Code(text)).Replace("|", "\\|", StringComparison.Ordinal);
    }

    /// <summary>Returns a code span. Only the same number of backticks can end it.</summary>
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

    /// <summary>Returns a code block.</summary>
    public static string Block(IEnumerable<string> lines)
    {
        var text = string.Join('\n', lines.Select(HiddenText.Show));
        var fence = Fence(text, 3);
        return $"{fence}\n{text}\n{fence}";
    }

    private static string Fence(string text, int shortest) =>
        new('`', Math.Max(shortest, Backticks().Matches(text).Select(m => m.Length).DefaultIfEmpty(0).Max() + 1));

    // Text with parts of links and images is not plain: "](", "][", "://", "www.", "@", "#", "<", "&", "!"
    [GeneratedRegex(@"\A(?!.*(?:\]\(|\]\[|\]:|://|www\.))[\p{L}\p{Nd} .,;:()\[\]{}_/""'$+=%?-]*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();
}
