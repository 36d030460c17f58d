namespace OpenCode.SpecTool.Places;

/// <summary>
/// Prepares text of the document for the console output of the tool. Build servers interpret lines of output as commands
/// (<c>::error::</c>, <c>##[group]</c>, <c>##vso[…]</c>), so no text of a document may contain such a command.
/// </summary>
public static class ConsoleLine
{
    private const int Longest = 500;

    /// <summary>Returns the text as one line with a limited length.</summary>
    public static string Of(string text)
    {
        var line = Whole(text);
        return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest), " ...");
    }

    /// <summary>Returns the text as one line of any length.</summary>
    public static string Whole(string text) => HiddenText.Show(text)
        .Replace("::", "\\u003A\\u003A", StringComparison.Ordinal)
        .Replace("##[", "\\u0023\\u0023[", StringComparison.Ordinal)
        .Replace("##vso", "\\u0023\\u0023vso", StringComparison.OrdinalIgnoreCase)
        // Commands and MSBuild decode this as a line break.
        .Replace("%0", "\\u00250", StringComparison.Ordinal);
}
