using OpenCode.Models;

namespace OpenCode;

/// <summary>Describes an event of the server. Immutable.</summary>
public sealed record EventHookContext
{
    /// <summary>Gets the event.</summary>
    public required Event Event { get; init; }

    /// <summary>Gets the directory that the event belongs to.</summary>
    public required string Directory { get; init; }
}
