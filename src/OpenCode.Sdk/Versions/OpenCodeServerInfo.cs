using OpenCode.Versions;

namespace OpenCode;

/// <summary>The version and the health of a server. Immutable.</summary>
/// <remarks><c>docs/compatibility.md</c> shows what works with which version.</remarks>
public sealed record OpenCodeServerInfo
{
    /// <summary>The oldest server that this SDK was tested with.</summary>
    public static string OldestTestedVersion => TestedServers.Oldest;

    /// <summary>The newest server that this SDK was tested with.</summary>
    public static string NewestTestedVersion => TestedServers.Newest;

    /// <summary>The version, for example <c>1.18.33</c>; null if the server does not report it, as before 1.1.</summary>
    public required string? Version { get; init; }

    /// <summary>Whether the server reports that it is healthy. A server that does not report its version counts as healthy if it responds.</summary>
    public required bool IsHealthy { get; init; }

    /// <summary>Whether <see cref="Version"/> is known and lies between <see cref="OldestTestedVersion"/> and <see cref="NewestTestedVersion"/>.</summary>
    public bool IsTested => TestedServers.Includes(Version);

    /// <summary>Returns the name and the version of the server.</summary>
    public override string ToString() => Version is null ? "opencode of an unknown version" : $"opencode {DisplayText.OfName(Version)}";
}
