namespace OpenCode.Fleet;

/// <summary>Represents a permission request or a question of an agent that waits for a reply. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetAsk")]
public sealed record FleetAsk
{
    /// <summary>Gets the identifier of the request on the server.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Gets the job.</summary>
    [Id(1)]
    public required FleetJobId Job { get; init; }

    /// <summary>Gets the permission, for example <c>bash</c>; null for a question.</summary>
    [Id(2)]
    public string? Permission { get; init; }

    /// <summary>Gets the patterns that the permission is requested for, for example commands; empty for a question.</summary>
    [Id(3)]
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Gets the questions; empty for a permission request.</summary>
    [Id(4)]
    public IReadOnlyList<FleetQuestion> Questions { get; init; } = [];

    /// <summary>Gets when the agent asked.</summary>
    [Id(5)]
    public required DateTimeOffset AskedAt { get; init; }
}
