using System.Reflection;
using Microsoft.Extensions.Logging;
using OpenCode.Diagnostics;

namespace OpenCode.Compatibility;

/// <summary>The servers that this SDK was tested with, as <c>build/ServerVersions.props</c> lists them.</summary>
internal static class TestedServers
{
    public static string Oldest { get; } = Metadata("OldestTestedServerVersion");

    public static string Newest { get; } = Metadata("NewestTestedServerVersion");

    /// <summary>Whether a version lies between the oldest and the newest one.</summary>
    public static bool Includes(string? version) => Parse(version) is not null && !IsOlder(version) && !IsNewer(version);

    /// <summary>Logs if the SDK was not tested with a server. A newer server is expected to work; an older one may not have all operations.</summary>
    public static void Report(ILogger logger, string? version)
    {
        if (IsOlder(version))
        {
            logger.ServerIsOlder(version ?? "of a version before 1.1", Oldest, Newest);
        }
        else if (IsNewer(version))
        {
            logger.ServerIsNewer(version!, Oldest, Newest);
        }
    }

    /// <summary>Only servers before 1.1 do not report their version. Nothing is known of a version that is not a number, such as that of a local build.</summary>
    private static bool IsOlder(string? version) => version is null || (Parse(version) is { } parsed && parsed < Parse(Oldest));

    private static bool IsNewer(string? version) => Parse(version) is { } parsed && parsed > Parse(Newest);

    private static Version? Parse(string? version) => Version.TryParse(version?.Split('-', '+')[0], out var parsed) ? parsed : null;

    private static string Metadata(string key) =>
        typeof(TestedServers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
