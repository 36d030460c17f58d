using System.Globalization;
using System.Text;

namespace OpenCode;

/// <summary>
/// Prepares text from a server for display in exception messages, logs, traces and <c>ToString()</c>. The result is a single
/// line, contains no character that changes the appearance of the surrounding text, and has a limited length.
/// </summary>
internal static class DisplayText
{
    /// <summary>The maximum length of a piece of text from the server, in characters.</summary>
    public const int MaxLength = 2_000;

    /// <summary>The maximum length of a name, in characters.</summary>
    private const int MaxNameLength = 200;

    /// <summary>The maximum length of a whole message that contains text from the server, in characters.</summary>
    public const int MaxMessageLength = 8_000;

    /// <summary>Prepares a name, such as a version, a model or an identifier.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? OfName(string? text) => Of(text, MaxNameLength);

    /// <summary>
    /// Escapes control, format and separator characters, characters without a glyph, and lone surrogates as in C#, and truncates
    /// the text. Truncated text ends with an ellipsis and its full length. Applying the method again does not change the result.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The maximum length in characters, without the truncation mark.</param>
    /// <param name="fullLength">
    /// The length that the truncation mark shows if <paramref name="text"/> is only the start of the text.
    /// </param>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text, int maxLength = MaxLength, long? fullLength = null)
    {
        if (text is null || (text.Length <= maxLength && IsPlain(text)) || WasCut(text, maxLength))
        {
            return text;
        }

        var shown = new StringBuilder(Math.Min(text.Length, maxLength));
        for (var i = 0; i < text.Length;)
        {
            var length = IsPair(text, i) ? 2 : 1;
            var start = shown.Length;
            Append(shown, text, i, length);
            if (shown.Length > maxLength)
            {
                shown.Length = start;
                return shown.Append(MarkStart).Append((fullLength ?? text.Length).ToString(CultureInfo.InvariantCulture)).Append(MarkEnd).ToString();
            }

            i += length;
        }

        return shown.ToString();
    }

    private const string MarkStart = "… (";
    private const string MarkEnd = " characters)";

    /// <summary>Whether the text was truncated by an earlier call.</summary>
    private static bool WasCut(string text, int maxLength)
    {
        const int MaxDigits = 19;
        if (!text.EndsWith(MarkEnd, StringComparison.Ordinal) || text.Length > maxLength + MarkStart.Length + MaxDigits + MarkEnd.Length)
        {
            return false;
        }

        var mark = text.LastIndexOf(MarkStart, StringComparison.Ordinal);
        if (mark < 0 || mark > maxLength || !long.TryParse(text[(mark + MarkStart.Length)..^MarkEnd.Length], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return false;
        }

        var start = text[..mark];
        return Of(start, maxLength) == start;
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    private static void Append(StringBuilder shown, string text, int index, int length)
    {
        var c = text[index];
        switch (c)
        {
            case '\n':
                shown.Append(@"\n");
                break;
            case '\r':
                shown.Append(@"\r");
                break;
            case '\t':
                shown.Append(@"\t");
                break;
            case >= ' ' and <= '~':
                shown.Append(c);
                break;
            case var _ when IsVisible(text, index):
                shown.Append(text, index, length);
                break;
            case var _ when length == 2:
                shown.Append(@"\U").Append(char.ConvertToUtf32(text, index).ToString("X8", CultureInfo.InvariantCulture));
                break;
            default:
                shown.Append(@"\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
                break;
        }
    }

    private static bool IsPair(string text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]);

    private static bool IsVisible(string text, int index) => CharUnicodeInfo.GetUnicodeCategory(text, index) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
        _ => !IsIgnorable(text, index),
    };

    /// <summary>
    /// Whether Unicode allows programs to display a letter or mark as nothing. Variation selectors of emoji are kept.
    /// </summary>
    private static bool IsIgnorable(string text, int index) => text[index] switch
    {
        '\u034F' or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or '\u3164' or '\uFFA0' => true,
        (>= '\u180B' and <= '\u180F') or (>= '\uFE00' and <= '\uFE0D') => true,

        // Variation selectors of supplementary planes, which can carry hidden text.
        '\uDB40' => true,
        _ => false,
    };
}
