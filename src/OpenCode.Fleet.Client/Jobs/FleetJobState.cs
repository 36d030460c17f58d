namespace OpenCode.Fleet;

/// <summary>Specifies what the store knows about a job.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.FleetJobState")]
public enum FleetJobState
{
    /// <summary>No server has accepted the prompt. A machine might be preparing the workspace.</summary>
    Queued,

    /// <summary>A machine runs the job. The server might have accepted the prompt.</summary>
    Running,

    /// <summary>The machine was lost while it ran the job. The job continues when the machine is back.</summary>
    Interrupted,

    /// <summary>The job has its result.</summary>
    Ended,
}
