using System.Globalization;
using System.Text;

namespace OpenCode.SpecTool.Places;

/// <summary>
/// Detects and escapes characters that are invisible or that end a line: control and bidirectional characters, separators, and
/// unassigned code points. They are always escaped.
/// </summary>
public static class HiddenText
{
    /// <summary>Whether the text contains a line break of any kind, or an invisible character.</summary>
    public static bool IsIn(string text) => text.EnumerateRunes().Any(Is);

    public static bool Is(Rune rune) => IsIgnorable(rune.Value) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;

    /// <summary>Whether the character is a letter or mark that is displayed as nothing, such as the Hangul filler.</summary>
    private static bool IsIgnorable(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164 or 0xFFA0;

    /// <summary>
    /// Returns the text on one line, with an escape sequence such as <c>\u202E</c> for each invisible character.
    /// </summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Is(rune))
            {
                AppendEscaped(shown, rune);
            }
            else
            {
                shown.Append(rune);
            }
        }

        return shown.ToString();
    }

    /// <summary>Appends the escape sequences of C# and JSON, one for each UTF-16 code unit.</summary>
    internal static void AppendEscaped(StringBuilder text, Rune rune)
    {
        foreach (var unit in rune.ToString())
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
        }
    }
}
