using System.Text.RegularExpressions;
using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>The styles within a line of Markdown: code, bold, and italic.</summary>
public static partial class MarkdownText
{
    /// <summary>Parses a line. The text never becomes the console's own markup, such as <c>[red]</c>.</summary>
    /// <param name="text">The line.</param>
    /// <param name="style">The style of the line.</param>
    public static Paragraph Parse(string text, Style style)
    {
        var paragraph = new Paragraph();
        Append(paragraph, text, style);
        return paragraph;
    }

    private static void Append(Paragraph paragraph, string text, Style style)
    {
        var start = 0;
        foreach (Match span in Span().Matches(text))
        {
            paragraph.Append(text[start..span.Index], style);
            if (span.Groups["code"] is { Success: true } code)
            {
                paragraph.Append(code.Value, style.Combine(ChatStyles.Code));
            }
            else
            {
                var isBold = span.Groups["bold"].Success;
                var decoration = new Style(decoration: isBold ? Decoration.Bold : Decoration.Italic);
                Append(paragraph, span.Groups[isBold ? "bold" : "italic"].Value, style.Combine(decoration));
            }

            start = span.Index + span.Length;
        }

        paragraph.Append(text[start..], style);
    }

    [GeneratedRegex(@"`(?<code>[^`]+)`|\*\*(?<bold>[^*\s](?:[^*]*[^*\s])?)\*\*|\*(?<italic>[^*\s](?:[^*]*[^*\s])?)\*", RegexOptions.CultureInvariant)]
    private static partial Regex Span();
}
