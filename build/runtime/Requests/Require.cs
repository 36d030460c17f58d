using System.Diagnostics.CodeAnalysis;

namespace OpenCode.Requests;

/// <summary>Argument checks with one spelling for all target frameworks.</summary>
internal static class Require
{
    public static void NotNull([NotNull] object? value, string name)
    {
        if (value is null)
        {
            throw new ArgumentNullException(name);
        }
    }

    /// <summary>An empty path parameter would silently lead to another route.</summary>
    public static void Text([NotNull] string? value, string name)
    {
        NotNull(value, name);
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new ArgumentException("The value is empty.", name);
        }
    }
}
