using System.Text.RegularExpressions;

namespace OpenCode.Samples;

/// <summary>Prepares text of the agent for a terminal.</summary>
public static partial class ChatText
{
    /// <summary>Replaces tabs, and removes escape sequences and other control characters. Otherwise, a text could control the terminal.</summary>
    /// <param name="text">The text.</param>
    public static string Visible(string text) => Controls().Replace(text, match => match.Value == "\t" ? "    " : "");

    /// <summary>Returns the visible beginning of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="length">The maximum number of characters.</param>
    public static string Shorten(string line, int length)
    {
        var text = Visible(line);
        return text.Length > length ? $"{text[..length]}…" : text;
    }

    /// <summary>Color codes and other sequences first, then what remains: single control characters.</summary>
    [GeneratedRegex(@"\x1B\[[0-?]*[ -/]*[@-~]|\x1B\][^\x07\x1B]*(?:\x07|\x1B\\)|\p{Cc}", RegexOptions.CultureInvariant)]
    private static partial Regex Controls();
}
