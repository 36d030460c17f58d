namespace OpenCode.Fleet;

/// <summary>Represents a question of an agent. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetQuestion")]
public sealed record FleetQuestion
{
    /// <summary>Gets the question.</summary>
    [Id(0)]
    public required string Text { get; init; }

    /// <summary>Gets the suggested answers to the question.</summary>
    [Id(1)]
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Gets whether several answers to the question can be selected.</summary>
    [Id(2)]
    public bool IsMultiple { get; init; }
}
