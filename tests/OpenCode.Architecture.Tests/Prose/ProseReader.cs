using System.Text.RegularExpressions;

namespace OpenCode.Architecture.Tests.Prose;

/// <summary>Reads the paragraphs that people read: Markdown without code, XML documentation, and string literals of several words.</summary>
internal static partial class ProseReader
{
    /// <summary>Reads the paragraphs of a file, each with its first line, counted from 1.</summary>
    public static IEnumerable<(int Line, string Text)> Read(string path, string content) => Path.GetExtension(path) switch
    {
        ".md" => ReadMarkdown(content.Split('\n')),
        ".cs" or ".liquid" => ReadCode(content.Split('\n')),
        _ => throw new ArgumentException($"'{path}' is neither Markdown nor code.", nameof(path)),
    };

    private static IEnumerable<(int Line, string Text)> ReadMarkdown(string[] lines)
    {
        var isCode = false;
        var start = 0;
        List<string> paragraph = [];
        for (var i = 0; i <= lines.Length; i++)
        {
            var line = i < lines.Length ? lines[i].Trim() : "";
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            if (paragraph.Count > 0 && (line.Length == 0 || isFence || StartsBlock().IsMatch(line)))
            {
                yield return (start + 1, MarkdownCode().Replace(string.Join(' ', paragraph), ""));
                paragraph.Clear();
            }

            isCode ^= isFence;
            if (!isCode && !isFence && line.Length > 0)
            {
                start = paragraph.Count == 0 ? i : start;
                paragraph.Add(line);
            }
        }
    }

    private static IEnumerable<(int Line, string Text)> ReadCode(string[] lines)
    {
        var start = 0;
        List<string> comment = [];
        for (var i = 0; i <= lines.Length; i++)
        {
            var line = i < lines.Length ? lines[i].Trim() : "";
            if (line.StartsWith("///", StringComparison.Ordinal))
            {
                start = comment.Count == 0 ? i : start;
                comment.Add(line[3..]);
                continue;
            }

            if (comment.Count > 0)
            {
                yield return (start + 1, Blanks().Replace(XmlCode().Replace(string.Join(' ', comment), ""), " "));
                comment.Clear();
            }

            if (!line.StartsWith("//", StringComparison.Ordinal))
            {
                foreach (Match literal in Literal().Matches(line))
                {
                    if (literal.Groups[1].Value.Trim().Contains(' ', StringComparison.Ordinal))
                    {
                        yield return (i + 1, literal.Groups[1].Value);
                    }
                }
            }
        }
    }

    [GeneratedRegex(@"^([-*|#>]|\d+\.) ?")]
    private static partial Regex StartsBlock();

    [GeneratedRegex(@"`[^`]*`|\]\([^)]*\)")]
    private static partial Regex MarkdownCode();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("<code>.*?</code>|<c>.*?</c>|<[^>]*>")]
    private static partial Regex XmlCode();

    [GeneratedRegex("""
        "((?:[^"\\]|\\.)*)"
        """)]
    private static partial Regex Literal();
}
