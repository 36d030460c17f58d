using System.Text;

namespace OpenCode.SpecTool.Places;

/// <summary>Prepares text of the document for an XML documentation comment, which is always a single line.</summary>
public static class XmlDoc
{
    /// <summary>Returns prose. White space becomes a space, and invisible characters are removed.</summary>
    public static string Text(string? text)
    {
        var prose = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                prose.Append(' ');
            }
            else if (!HiddenText.Is(rune) && !IsNoCharacter(rune))
            {
                prose.Append(rune);
            }
        }

        return Escape(string.Join(' ', prose.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>Returns a JSON name as code.</summary>
    public static string Code(string name) => $"<c>{Name(name)}</c>";

    /// <summary>Returns a name as part of a value in which <c>|</c> separates the names.</summary>
    /// <remarks>Templates omit empty entries, so an empty name becomes a space.</remarks>
    public static string Entry(string name) => name.Length == 0 ? "&#32;" : Name(name).Replace("|", "&#124;", StringComparison.Ordinal);

    private static string Name(string name) => Escape(HiddenText.Show(name));

    /// <summary>Whether XML does not allow the character.</summary>
    private static bool IsNoCharacter(Rune rune) => rune.Value is 0xFFFE or 0xFFFF;

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
