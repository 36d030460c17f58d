namespace OpenCode.Fleet;

/// <summary>Specifies how a job ended.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.FleetOutcome")]
public enum FleetOutcome
{
    /// <summary>The response of the agent is complete.</summary>
    Completed,

    /// <summary>The workspace, the server, the model, or the agent failed.</summary>
    Failed,

    /// <summary>A rejected permission or a dismissed question ended the turn.</summary>
    Rejected,

    /// <summary>A limit of the job was reached.</summary>
    LimitReached,

    /// <summary>The job or its batch was canceled.</summary>
    Canceled,

    /// <summary>
    /// The machine was lost after a server might have accepted the prompt, and the job can't be resumed. The session and the
    /// workspace remain on the machine.
    /// </summary>
    Interrupted,
}
