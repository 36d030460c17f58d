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

    /// <summary>An empty path parameter, and the two that every URL resolves, would silently lead to another route.</summary>
    public static void Segment([NotNull] string? value, string name)
    {
        NotNull(value, name);
        if (string.IsNullOrWhiteSpace(value) || value is "." or "..")
        {
            throw new ArgumentException($"\"{value}\" can't be a part of a path.", name);
        }
    }

    /// <summary>A segment without a slash: one would be somebody else's path, not an identifier.</summary>
    public static void Identifier([NotNull] string? value, string name)
    {
        Segment(value, name);
        if (value.IndexOfAny(['/', '\\']) >= 0)
        {
            throw new ArgumentException($"\"{value}\" is no identifier: it holds a slash.", name);
        }
    }

    /// <summary>A relative path with slashes between its segments.</summary>
    public static void Path([NotNull] string? value, string name)
    {
        NotNull(value, name);
        foreach (var segment in value.Split('/'))
        {
            Segment(segment, name);
        }
    }
}
