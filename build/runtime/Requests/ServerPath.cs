namespace OpenCode.Requests;

/// <summary>
/// Paths of directories on the server's machine. The operating system of the server is not known, so the spelling of a path decides:
/// a path that starts with <c>/</c> is a POSIX path; a path that starts with a drive or with <c>\\server\share</c> is a Windows path.
/// </summary>
internal static class ServerPath
{
    /// <summary>
    /// Returns one spelling for all spellings of a path: without repeated and trailing separators and without the segments <c>.</c> and
    /// <c>..</c>, which are resolved as the server resolves them, before symbolic links. A Windows path gets backslashes and an uppercase
    /// drive letter. A path that is not absolute is returned unchanged.
    /// </summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(path))]
    public static string? Normalize(string? path)
    {
        switch (FormOf(path))
        {
            case Form.Posix:
                return "/" + string.Join("/", Resolve(path!.Split('/'), fixedSegments: 0));
            case Form.Drive:
                return char.ToUpperInvariant(path![0]) + @":\" + string.Join(@"\", Resolve(path[2..].Split('/', '\\'), fixedSegments: 0));
            case Form.Share:
                return @"\\" + string.Join(@"\", Resolve(path![2..].Split('/', '\\'), fixedSegments: 2));
            default:
                return path;
        }
    }

    /// <summary>Whether two normalized paths are equal; null equals null. The case of Windows paths is ignored.</summary>
    public static bool AreEqual(string? one, string? other) =>
        string.Equals(one, other, FormOf(one) is Form.Drive or Form.Share ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <exception cref="ArgumentException">The path is not an absolute path, or a URL can't represent it.</exception>
    public static void RequireAbsolute(string path, string name)
    {
        Require.NoLoneSurrogate(path, name);
        if (FormOf(path) == Form.Relative)
        {
            throw new ArgumentException(
                $"{char.ToUpperInvariant(name[0])}{name[1..]} \"{DisplayText.Of(path)}\" is not an absolute path on the server's machine, such as \"/home/me/project\" or \"C:\\project\". "
                    + "Relative paths and \"~\" are not resolved, because the server may run on another machine.",
                name);
        }
    }

    private static Form FormOf(string? path) => path switch
    {
        ['/', ..] => Form.Posix,
        [(>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ':', '/' or '\\', ..] => Form.Drive,
        ['\\', '\\', ..] when IsShare(path) => Form.Share,
        _ => Form.Relative,
    };

    /// <summary>A share has a server and a name: <c>\\server\share</c>.</summary>
    private static bool IsShare(string path) =>
        path[2..].Split('/', '\\') is [{ Length: > 0 } server, { Length: > 0 } share, ..] && server is not ("." or "..") && share is not ("." or "..");

    private static List<string> Resolve(string[] segments, int fixedSegments)
    {
        var resolved = new List<string>();
        foreach (var segment in segments)
        {
            if (segment is "" or ".")
            {
                continue;
            }

            if (segment != "..")
            {
                resolved.Add(segment);
            }
            else if (resolved.Count > fixedSegments)
            {
                resolved.RemoveAt(resolved.Count - 1);
            }
        }

        return resolved;
    }

    private enum Form
    {
        Relative,
        Posix,
        Drive,
        Share,
    }
}
