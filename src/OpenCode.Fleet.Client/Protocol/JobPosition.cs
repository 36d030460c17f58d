namespace OpenCode.Fleet;

/// <summary>Represents where a job is, for the queue.</summary>
/// <param name="State">The state.</param>
/// <param name="Machine">The machine that runs the job or that the job waits for; null if there is none.</param>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.JobPosition")]
internal readonly record struct JobPosition([property: Id(0)] FleetJobState State, [property: Id(1)] MachineId? Machine);
