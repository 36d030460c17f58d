using System.Text.RegularExpressions;

namespace OpenCode.Architecture.Tests.Prose;

/// <summary>Code in Markdown that is a region of a compiled file: <c>&lt;!-- snippet: path#region --&gt;</c> before its code block.</summary>
internal static partial class Snippets
{
    /// <summary>Replaces the code of every snippet with that of its region.</summary>
    /// <param name="markdown">The page.</param>
    /// <param name="read">Reads a file by its path from the root of the repository.</param>
    /// <exception cref="ArgumentException">A region does not exist, or exists twice.</exception>
    public static string Update(string markdown, Func<string, string> read) =>
        Snippet().Replace(markdown, match => $"{match.Groups["head"].Value}{Region(read(match.Groups["path"].Value), match.Groups["region"].Value)}```");

    public static int Count(string markdown) => Snippet().Count(markdown);

    private static string Region(string code, string name)
    {
        var regions = Regex.Matches(code, $@"^[ ]*\#region {Regex.Escape(name)}\n(.*?)^[ ]*\#endregion$", RegexOptions.Multiline | RegexOptions.Singleline);
        if (regions.Count != 1)
        {
            throw new ArgumentException($"There are {regions.Count} regions '{name}'.", nameof(name));
        }

        var lines = regions[0].Groups[1].Value.Split('\n')[..^1];
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Concat(lines.Select(line => (line.Length == 0 ? "" : line[indent..]) + "\n"));
    }

    [GeneratedRegex(@"(?<head><!-- snippet: (?<path>[^#\n]+)#(?<region>[\w-]+) -->\n+```csharp\n)(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
