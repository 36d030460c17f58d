using System.Reflection;

namespace OpenCode.Versions;

/// <summary>The servers that this SDK was tested with, as <c>build/ServerVersions.props</c> lists them.</summary>
internal static class TestedServers
{
    public static string Oldest { get; } = Metadata("OldestTestedServerVersion");

    public static string Newest { get; } = Metadata("NewestTestedServerVersion");

    /// <summary>Whether a version lies between the oldest and the newest one.</summary>
    public static bool Includes(string? version) => Parse(version) is not null && !IsOlder(version) && !IsNewer(version);

    /// <summary>Only servers before 1.1 do not report their version. Nothing is known of a version that is not a number, such as that of a local build.</summary>
    public static bool IsOlder(string? version) => version is null || (Parse(version) is { } parsed && parsed < Parse(Oldest));

    /// <summary>Whether a version is newer than the newest one.</summary>
    public static bool IsNewer(string? version) => Parse(version) is { } parsed && parsed > Parse(Newest);

    private static Version? Parse(string? version) => Version.TryParse(version?.Split('-', '+')[0], out var parsed) ? parsed : null;

    private static string Metadata(string key) =>
        typeof(TestedServers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
