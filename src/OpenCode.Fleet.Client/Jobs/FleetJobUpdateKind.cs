namespace OpenCode.Fleet;

/// <summary>Specifies the kind of an update.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.FleetJobUpdateKind")]
public enum FleetJobUpdateKind
{
    /// <summary>The job waits in the queue.</summary>
    Queued,

    /// <summary>A machine runs the job.</summary>
    Running,

    /// <summary>The machine was lost. The job continues when the machine is back.</summary>
    Interrupted,

    /// <summary>The agent wrote text.</summary>
    Text,

    /// <summary>A tool call has a new state.</summary>
    Tool,

    /// <summary>The model failed, and the server retries.</summary>
    Retrying,

    /// <summary>The agent waits for a reply.</summary>
    Asked,

    /// <summary>The job has ended. This is the last update.</summary>
    Ended,
}
