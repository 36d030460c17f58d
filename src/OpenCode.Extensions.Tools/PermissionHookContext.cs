using OpenCode.Models;

namespace OpenCode;

/// <summary>Describes a permission request of the agent. Immutable.</summary>
public sealed record PermissionHookContext
{
    /// <summary>Gets the request, with the session and the call.</summary>
    public required PermissionRequest Request { get; init; }

    /// <summary>Gets the directory that the agent works in.</summary>
    public required string Directory { get; init; }
}
