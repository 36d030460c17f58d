using OpenCode.Versions;

namespace OpenCode;

/// <summary>Represents the version and the health of a server. Immutable.</summary>
/// <remarks><c>docs/compatibility.md</c> shows what works with which version.</remarks>
public sealed record OpenCodeServerInfo
{
    /// <summary>Gets the oldest server version that this SDK was tested with.</summary>
    public static string OldestTestedVersion => TestedServers.Oldest;

    /// <summary>Gets the newest server version that this SDK was tested with.</summary>
    public static string NewestTestedVersion => TestedServers.Newest;

    /// <summary>Gets the version, for example <c>1.18.33</c>; null if the server does not report it, as before 1.1.</summary>
    public required string? Version { get; init; }

    /// <summary>
    /// Gets whether the server reports that it is healthy. A server that does not report its version counts as healthy if it
    /// responds.
    /// </summary>
    public required bool IsHealthy { get; init; }

    /// <summary>
    /// Gets whether <see cref="Version"/> is known and is from <see cref="OldestTestedVersion"/> to
    /// <see cref="NewestTestedVersion"/>.
    /// </summary>
    public bool IsTested => TestedServers.Includes(Version);

    /// <summary>Returns the name and the version of the server.</summary>
    public override string ToString() => Version is null ? "opencode (unknown version)" : $"opencode {DisplayText.OfName(Version)}";
}
