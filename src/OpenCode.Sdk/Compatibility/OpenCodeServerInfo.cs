using OpenCode.Compatibility;

namespace OpenCode;

/// <summary>What a server says of itself. Immutable.</summary>
/// <remarks><c>docs/compatibility.md</c> shows what works with which version.</remarks>
public sealed record OpenCodeServerInfo
{
    /// <summary>The oldest server that this SDK was tested with.</summary>
    public static string OldestTestedVersion => TestedServers.Oldest;

    /// <summary>The newest server that this SDK was tested with.</summary>
    public static string NewestTestedVersion => TestedServers.Newest;

    /// <summary>For instance <c>1.18.33</c>; null if the server does not tell, which is so before 1.1.</summary>
    public required string? Version { get; init; }

    /// <summary>Whether the server calls itself healthy; one that does not tell its version answers, and that is all there is to know.</summary>
    public required bool IsHealthy { get; init; }

    /// <summary>Whether <see cref="Version"/> is known and lies between <see cref="OldestTestedVersion"/> and <see cref="NewestTestedVersion"/>.</summary>
    public bool IsTested => TestedServers.Includes(Version);
}
