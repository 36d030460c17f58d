using System.Globalization;
using System.Text;

namespace OpenCode.SpecTool.Places;

/// <summary>
/// Characters that a reader doesn't see, or that end a line: control and bidirectional characters, separators, code points
/// without a meaning. No place shows them as they are.
/// </summary>
public static class HiddenText
{
    /// <summary>Whether there is a line break of any kind, or anything else that can't be seen.</summary>
    public static bool IsIn(string text) => text.EnumerateRunes().Any(Is);

    public static bool Is(Rune rune) => IsIgnorable(rune.Value) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;

    /// <summary>Letters and marks that are drawn as nothing, such as the Hangul filler.</summary>
    private static bool IsIgnorable(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164 or 0xFFA0;

    /// <summary>The text on one line, with <c>\u202E</c> where a character can't be seen.</summary>
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

    /// <summary>As C# and JSON escape it, UTF-16 unit by UTF-16 unit.</summary>
    internal static void AppendEscaped(StringBuilder text, Rune rune)
    {
        foreach (var unit in rune.ToString())
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
        }
    }
}
