namespace OpenCode.Fleet;

/// <summary>Specifies when the clone or the worktree of a job remains on the machine after the job has ended.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.FleetWorkspaceRetention")]
public enum FleetWorkspaceRetention
{
    /// <summary>It always remains, with the changes of the agent.</summary>
    Always,

    /// <summary>It is deleted when the job is completed, and remains after any other outcome.</summary>
    UnlessCompleted,

    /// <summary>It is always deleted.</summary>
    Never,
}
