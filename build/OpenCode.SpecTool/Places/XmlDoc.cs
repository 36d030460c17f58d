using System.Text;

namespace OpenCode.SpecTool.Places;

/// <summary>A text of the document in an XML documentation comment, which is always one line.</summary>
public static class XmlDoc
{
    /// <summary>Prose. White space of any kind is a blank; what can't be seen is left out.</summary>
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

    /// <summary>A name, as it is on the wire.</summary>
    public static string Code(string name) => $"<c>{Name(name)}</c>";

    /// <summary>A name as part of a value that <c>|</c> joins to others.</summary>
    /// <remarks>Templates leave empty entries out, so an empty name is a blank.</remarks>
    public static string Entry(string name) => name.Length == 0 ? "&#32;" : Name(name).Replace("|", "&#124;", StringComparison.Ordinal);

    private static string Name(string name) => Escape(HiddenText.Show(name));

    /// <summary>XML knows no such character.</summary>
    private static bool IsNoCharacter(Rune rune) => rune.Value is 0xFFFE or 0xFFFF;

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
