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
