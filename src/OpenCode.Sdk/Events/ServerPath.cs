using System.Text.RegularExpressions;

namespace OpenCode.Events;

/// <summary>Compares paths on the server's machine, whose operating system is not known, by their spelling alone.</summary>
internal static class ServerPath
{
    /// <summary>Whether two paths are spelled alike but for separators and the segments <c>.</c> and <c>..</c>; null equals null.</summary>
    public static bool AreEqual(string? one, string? other)
    {
        if (one is null || other is null)
        {
            return one is null && other is null;
        }

        var isWindows = IsWindows(one) && IsWindows(other);
        return string.Equals(Normalize(one), Normalize(other), isWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    private static string Normalize(string path)
    {
        var segments = new List<string>();
        foreach (var segment in (IsWindows(path) ? path.Replace('\\', '/') : path).Split('/'))
        {
            switch (segment)
            {
                case "" or ".":
                    break;
                case ".." when segments.Count > 0 && segments[segments.Count - 1] != "..":
                    segments.RemoveAt(segments.Count - 1);
                    break;
                default:
                    segments.Add(segment);
                    break;
            }
        }

        return (path[0] == '/' ? "/" : "") + string.Join("/", segments);
    }

    /// <summary>A drive, or a share.</summary>
    private static bool IsWindows(string path) => Regex.IsMatch(path, @"^([A-Za-z]:|\\\\)");
}
