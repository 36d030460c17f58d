namespace OpenCode.Pages;

/// <summary>Determines the number of items in a page, which callers set with the <c>Limit</c> of a query.</summary>
internal static class PageSize
{
    public const int Default = 100;

    /// <exception cref="ArgumentException"><paramref name="limit"/> is not from 1 to <paramref name="maximum"/>.</exception>
    public static int Of(long? limit, string parameterName, int maximum = int.MaxValue) => limit switch
    {
        null => Default,
        >= 1 and var value when value <= maximum => (int)value,
        _ => throw new ArgumentException(FormattableString.Invariant($"Limit is {limit}. It must be between 1 and {maximum}."), parameterName),
    };

    /// <summary>Returns the size of a page that is twice as large, up to the maximum.</summary>
    public static int Doubled(int size, int maximum = int.MaxValue) => (int)Math.Min(maximum, size * 2L);
}
