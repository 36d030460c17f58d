using OpenCode.Requests;

namespace OpenCode.Models;

/// <summary>
/// Handles paths on the server's machine, which can run on a different operating system than this one. The spelling of a path
/// determines its kind, not the rules of this machine.
/// </summary>
internal static class ServerFile
{
    private const string Verbatim = @"\\?\";
    private const string VerbatimShare = @"\\?\UNC\";

    /// <summary>Returns the <c>file:</c> URL of an absolute path.</summary>
    /// <exception cref="ArgumentException">The path is not absolute.</exception>
    public static string ToUrl(string path, string parameterName)
    {
        Require.NotNull(path, parameterName);
        if (path.StartsWith("/", StringComparison.Ordinal))
        {
            return "file://" + Encode(path.Split('/'));
        }

        if (path.StartsWith(VerbatimShare, StringComparison.OrdinalIgnoreCase))
        {
            path = @"\\" + path[VerbatimShare.Length..];
        }
        else if (path.StartsWith(Verbatim, StringComparison.Ordinal))
        {
            path = path[Verbatim.Length..];
        }

        var segments = path.Split('\\', '/');
        if (segments.Length > 1 && IsDrive(segments[0]))
        {
            return $"file:///{segments[0]}/{Encode(segments.Skip(1))}";
        }

        // \\server\share\file
        if (segments.Length > 3 && segments[0].Length == 0 && segments[1].Length == 0 && segments[2] is not ("" or "." or "?") && segments[3].Length > 0)
        {
            return $"file://{segments[2]}/{Encode(segments.Skip(3))}";
        }

        throw new ArgumentException($"\"{path}\" is not an absolute path. A path on the server must start with \"/\", with a drive such as \"C:\\\", or with \"\\\\server\\share\".", parameterName);
    }

    /// <summary>Returns the last segment of a path, ignoring a separator at the end.</summary>
    public static string Name(string path)
    {
        var trimmed = path.StartsWith("/", StringComparison.Ordinal) ? path.TrimEnd('/') : path.TrimEnd('\\', '/');
        var separator = path.StartsWith("/", StringComparison.Ordinal) ? trimmed.LastIndexOf('/') : trimmed.LastIndexOfAny(['\\', '/']);
        return trimmed.Length == 0 ? path : trimmed[(separator + 1)..];
    }

    private static bool IsDrive(string segment) => segment.Length == 2 && segment[1] == ':' && segment[0] is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static string Encode(IEnumerable<string> segments) => string.Join("/", segments.Select(Uri.EscapeDataString));
}
