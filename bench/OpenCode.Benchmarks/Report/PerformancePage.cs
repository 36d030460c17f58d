namespace OpenCode.Benchmarks.Report;

/// <summary>The sections of <c>docs/performance.md</c> that this program writes, each between two HTML comments.</summary>
internal static class PerformancePage
{
    /// <summary>The folder in which the page expects its plots.</summary>
    public static string PlotFolder { get; } = Path.ChangeExtension(Settings.PerformancePage, null);

    public static async Task ReplaceAsync(string section, string markdown, CancellationToken cancellationToken)
    {
        var page = await File.ReadAllTextAsync(Settings.PerformancePage, cancellationToken);
        await File.WriteAllTextAsync(Settings.PerformancePage, Replace(page, section, markdown), cancellationToken);
    }

    /// <exception cref="InvalidOperationException">The page does not contain the section.</exception>
    public static string Replace(string page, string section, string markdown)
    {
        var begin = $"<!-- begin {section}: written by the program -->";
        var end = $"<!-- end {section} -->";
        var start = page.IndexOf(begin, StringComparison.Ordinal);
        var stop = page.IndexOf(end, StringComparison.Ordinal);
        return start < 0 || stop < start
            ? throw new InvalidOperationException($"The page has no section between \"{begin}\" and \"{end}\".")
            : $"{page[..(start + begin.Length)]}\n\n{markdown.Trim()}\n\n{page[stop..]}";
    }
}
