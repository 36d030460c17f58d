using System.Text.RegularExpressions;

namespace OpenCode.Architecture.Tests.Prose;

/// <summary>
/// Code in Markdown that consists of regions of a compiled file. A comment before the code block names them:
/// <c>&lt;!-- snippet: path#region --&gt;</c>, or <c>&lt;!-- snippet: path#usings,program --&gt;</c> for several with an empty line between them.
/// </summary>
internal static partial class Snippets
{
    /// <summary>Replaces the code of every snippet with that of its regions.</summary>
    /// <param name="markdown">The page.</param>
    /// <param name="read">Reads a file by its path from the root of the repository.</param>
    /// <exception cref="ArgumentException">A region does not exist, or exists twice.</exception>
    public static string Update(string markdown, Func<string, string> read) => Snippet().Replace(markdown, match =>
    {
        var code = read(match.Groups["path"].Value);
        var indent = match.Groups["indent"].Value;
        var lines = string.Join("\n\n", match.Groups["regions"].Value.Split(',').Select(name => Region(code, name))).Split('\n');
        return match.Groups["head"].Value + string.Concat(lines.Select(line => line.Length == 0 ? "\n" : $"{indent}{line}\n")) + $"{indent}```";
    });

    /// <summary>Finds the code blocks in C# that are not snippets.</summary>
    /// <returns>The numbers of their first lines, counted from 1.</returns>
    public static IEnumerable<int> FindOthers(string markdown)
    {
        var snippets = Snippet().Matches(markdown).Select(match => match.Groups["fence"].Index).ToHashSet();
        return CSharpBlock().Matches(markdown)
            .Select(match => match.Groups["fence"].Index)
            .Where(start => !snippets.Contains(start))
            .Select(start => markdown[..start].Count(c => c == '\n') + 1);
    }

    private static string Region(string code, string name)
    {
        var regions = Regex.Matches(code, $@"^[ ]*\#region {Regex.Escape(name)}\n(.*?)\n^[ ]*\#endregion$", RegexOptions.Multiline | RegexOptions.Singleline);
        if (regions.Count != 1)
        {
            throw new ArgumentException($"There are {regions.Count} regions '{name}'.", nameof(name));
        }

        var lines = regions[0].Groups[1].Value.Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length == 0 ? "" : line[indent..]));
    }

    [GeneratedRegex(@"(?<head>^(?<indent>[ ]*)<!-- snippet: (?<path>[^#\n]+)#(?<regions>[\w,-]+) -->\n+[ ]*(?<fence>```)csharp\n)(?<code>.*?)^[ ]*```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^[ >]*(?<fence>```)[ ]*(csharp|cs|c#)\b", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex CSharpBlock();
}
