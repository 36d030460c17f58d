namespace OpenCode.Fleet;

/// <summary>Identifies a process that runs jobs.</summary>
/// <param name="Name">The name of the machine, which remains the same after a restart.</param>
/// <param name="Incarnation">The identifier of the process.</param>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.MachineId")]
internal readonly record struct MachineId([property: Id(0)] string Name, [property: Id(1)] Guid Incarnation);
