namespace OpenCode.Benchmarks.Commands;

/// <summary>What <c>--only</c> leaves.</summary>
internal static class Choice
{
    /// <param name="all">All there are.</param>
    /// <param name="nameOf">The name of one.</param>
    /// <param name="only">Names between commas; null for all.</param>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string? only)
    {
        if (only is null)
        {
            return all;
        }

        var names = only.Split(',');
        return names.FirstOrDefault(name => all.All(item => nameOf(item) != name)) is { } unknown
            ? throw new ArgumentException($"There is no {unknown}, but {string.Join(", ", all.Select(nameOf))}.")
            : [.. all.Where(item => names.Contains(nameOf(item)))];
    }
}
