using System.Reflection;

namespace OpenCode.Versions;

/// <summary>Contains the server versions that this SDK was tested with, from <c>build/ServerVersions.props</c>.</summary>
internal static class TestedServers
{
    public static string Oldest { get; } = Metadata("OldestTestedServerVersion");

    public static string Newest { get; } = Metadata("NewestTestedServerVersion");

    /// <summary>Returns whether a version is from the oldest to the newest tested version.</summary>
    public static bool Includes(string? version) => Parse(version) is not null && !IsOlder(version) && !IsNewer(version);

    /// <summary>
    /// Returns whether a version is older than the oldest tested version. Only servers before 1.1 do not report their version. A
    /// version that is not a number, such as that of a local build, can't be compared.
    /// </summary>
    public static bool IsOlder(string? version) => version is null || (Parse(version) is { } parsed && parsed < Parse(Oldest));

    /// <summary>Returns whether a version is newer than the newest tested version.</summary>
    public static bool IsNewer(string? version) => Parse(version) is { } parsed && parsed > Parse(Newest);

    private static Version? Parse(string? version) => Version.TryParse(version?.Split('-', '+')[0], out var parsed) ? parsed : null;

    private static string Metadata(string key) =>
        typeof(TestedServers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
