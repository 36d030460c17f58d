using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpenCode;

/// <summary>Checks arguments in the same way on all target frameworks.</summary>
internal static class Require
{
    public static void NotNull([NotNull] object? value, string name)
    {
        if (value is null)
        {
            throw new ArgumentNullException(name);
        }
    }

    /// <summary>Rejects an empty path segment, "." and "..", because the URL would match another route.</summary>
    public static void Segment([NotNull] string? value, string name)
    {
        NotNull(value, name);
        if (string.IsNullOrWhiteSpace(value) || value is "." or "..")
        {
            throw new ArgumentException($"\"{DisplayText.Of(value)}\" can't be used as a path segment.", name);
        }
    }

    /// <summary>Rejects a path segment that contains a slash, because it is a path and not an identifier.</summary>
    public static void Identifier([NotNull] string? value, string name)
    {
        Segment(value, name);
        if (value.IndexOfAny(['/', '\\']) >= 0)
        {
            throw new ArgumentException($"\"{DisplayText.Of(value)}\" is not an identifier because it contains a slash.", name);
        }
    }

    /// <summary>Requires a relative path with slashes between its segments.</summary>
    public static void Path([NotNull] string? value, string name)
    {
        NotNull(value, name);
        foreach (var segment in value.Split('/'))
        {
            Segment(segment, name);
        }
    }

    /// <summary>
    /// Rejects a lone surrogate. URLs contain UTF-8, which can't represent it; escaping would replace it with U+FFFD.
    /// </summary>
    /// <exception cref="ArgumentException">The text contains a lone surrogate.</exception>
    public static void NoLoneSurrogate(string? value, string name)
    {
        for (var i = 0; i < value?.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
            {
                continue;
            }

            if (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
            {
                throw new ArgumentException(string.Format(CultureInfo.InvariantCulture, "{0} contains a lone surrogate (U+{1:X4} at index {2}), which a URL can't represent.", name, (int)value[i], i), name);
            }

            i++;
        }
    }
}
