using OpenCode.Models;

namespace OpenCode;

/// <summary>An event of the server. Immutable.</summary>
public sealed record EventHookContext
{
    /// <summary>The event.</summary>
    public required Event Event { get; init; }

    /// <summary>The directory that it belongs to.</summary>
    public required string Directory { get; init; }
}
