namespace OpenCode.Fleet;

/// <summary>Specifies how a machine gets the directory of a job.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.FleetWorkspaceKind")]
public enum FleetWorkspaceKind
{
    /// <summary>The directory exists on the machine.</summary>
    Directory,

    /// <summary>The machine clones a repository for the job.</summary>
    Clone,

    /// <summary>The machine adds a worktree to an existing repository for the job.</summary>
    Worktree,
}
