namespace OpenCode.Benchmarks.Commands;

/// <summary>Applies the <c>--only</c> option.</summary>
internal static class Choice
{
    /// <param name="all">All items.</param>
    /// <param name="nameOf">Returns the name of an item.</param>
    /// <param name="only">The selected names, separated by commas; null for all.</param>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string? only)
    {
        if (only is null)
        {
            return all;
        }

        var names = only.Split(',');
        return names.FirstOrDefault(name => all.All(item => nameOf(item) != name)) is { } unknown
            ? throw new ArgumentException($"{unknown} does not exist. Use one of: {string.Join(", ", all.Select(nameOf))}.")
            : [.. all.Where(item => names.Contains(nameOf(item)))];
    }
}
