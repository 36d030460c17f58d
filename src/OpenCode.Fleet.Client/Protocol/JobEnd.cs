namespace OpenCode.Fleet;

/// <summary>Represents what a batch remembers about an ended job.</summary>
/// <param name="IsEnded">Whether the job has ended. It is queued again if it can be repeated.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Usage">What it used.</param>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.JobEnd")]
internal readonly record struct JobEnd([property: Id(0)] bool IsEnded, [property: Id(1)] FleetOutcome Outcome, [property: Id(2)] FleetUsage Usage);
