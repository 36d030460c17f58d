namespace OpenCode.SpecTool.Places;

/// <summary>
/// A text of the document in what the tool prints. Build servers take lines of output for commands (<c>::error::</c>,
/// <c>##[group]</c>, <c>##vso[…]</c>), so none of these may come from a document.
/// </summary>
public static class ConsoleLine
{
    private const int Longest = 500;

    /// <summary>One line, cut where it is longer than anybody reads.</summary>
    public static string Of(string text)
    {
        var line = Whole(text);
        return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest), " ...");
    }

    /// <summary>One line of any length.</summary>
    public static string Whole(string text) => HiddenText.Show(text)
        .Replace("::", "\\u003A\\u003A", StringComparison.Ordinal)
        .Replace("##[", "\\u0023\\u0023[", StringComparison.Ordinal)
        .Replace("##vso", "\\u0023\\u0023vso", StringComparison.OrdinalIgnoreCase)
        // Decoded as a line break in a command, and by MSBuild.
        .Replace("%0", "\\u00250", StringComparison.Ordinal);
}
