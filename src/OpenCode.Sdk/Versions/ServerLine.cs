using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenCode.Versions;

/// <summary>Which line of opencode a version belongs to. This SDK speaks 1.x.</summary>
internal static partial class ServerLine
{
    /// <summary>The major version that this SDK speaks.</summary>
    public const int Supported = 1;

    /// <summary>Whether a version is known to be of a later line, with another API. A version that is no number is a developer's own build.</summary>
    public static bool IsUnsupported(string? version) => Major(version) > Supported;

    /// <summary>What to tell about a server of a later line.</summary>
    public static string Explain(string version) =>
        $"This is opencode {version}; this SDK speaks opencode 1.x. Install a server of that line with: npm install -g opencode-ai@1";

    /// <summary>The version in what a program prints when it is asked for it, a line of its own; null if there is none.</summary>
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
