using OpenCode.Models;

namespace OpenCode;

/// <summary>A permission that the agent asks for. Immutable.</summary>
public sealed record PermissionHookContext
{
    /// <summary>What the agent asks for, with the session and the call.</summary>
    public required PermissionRequest Request { get; init; }

    /// <summary>The directory that the agent works in.</summary>
    public required string Directory { get; init; }
}
