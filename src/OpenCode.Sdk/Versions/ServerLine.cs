using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenCode.Versions;

/// <summary>Determines the major version of opencode. This SDK supports 1.x.</summary>
internal static partial class ServerLine
{
    /// <summary>The major version that this SDK supports.</summary>
    public const int Supported = 1;

    /// <summary>
    /// Returns whether a version has a later major version, with another API. A version that is not a number is a developer's own
    /// build.
    /// </summary>
    public static bool IsUnsupported(string? version) => Major(version) > Supported;

    /// <summary>Returns the message for a server with a later major version.</summary>
    public static string Explain(string version) =>
        $"The server is opencode {version}, but this SDK supports opencode 1.x. Install a supported version with: npm install -g opencode-ai@1";

    /// <summary>Returns the version in the output of a program, on a separate line; null if there is none.</summary>
    public static string? Find(string output) => Pattern().Match(output) is { Success: true } match ? match.Groups[1].Value : null;

    private static int Major(string? version) => int.TryParse(version?.TrimStart('v').Split('.')[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var major) ? major : 0;

    private const string VersionPattern = @"^(?:opencode[ /])?v?(\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][0-9A-Za-z.\-+]{1,40})?)\r?$";

#if NET
    [GeneratedRegex(VersionPattern, RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Pattern();
#else
    private static readonly Regex s_pattern = new(VersionPattern, RegexOptions.CultureInvariant | RegexOptions.Multiline);

    private static Regex Pattern() => s_pattern;
#endif
}
