namespace OpenCode.Fleet;

/// <summary>Specifies the directory that an agent works in, and how a machine gets it. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetWorkspace")]
public sealed record FleetWorkspace
{
    /// <summary>Gets how a machine gets the directory.</summary>
    [Id(0)]
    public required FleetWorkspaceKind Kind { get; init; }

    /// <summary>
    /// Gets the absolute path of a directory or a repository on the machine, or the URL of a repository, depending on
    /// <see cref="Kind"/>.
    /// </summary>
    [Id(1)]
    public required string Location { get; init; }

    /// <summary>Gets the branch, tag, or commit to check out; null for the default branch.</summary>
    [Id(2)]
    public string? Reference { get; init; }

    /// <summary>Gets when a clone or a worktree remains on the machine after the job has ended.</summary>
    /// <value>The default is <see cref="FleetWorkspaceRetention.Always"/>.</value>
    [Id(3)]
    public FleetWorkspaceRetention Retention { get; init; }

    /// <summary>Creates a workspace that is an existing directory. Jobs in the same directory can run at the same time.</summary>
    /// <param name="path">The absolute path on the machines.</param>
    public static FleetWorkspace ForDirectory(string path) => new() { Kind = FleetWorkspaceKind.Directory, Location = path };

    /// <summary>Creates a workspace that is a new clone for each job.</summary>
    /// <param name="repository">The URL or the path of the repository.</param>
    /// <param name="reference">The branch, tag, or commit; null for the default branch.</param>
    public static FleetWorkspace ForClone(string repository, string? reference = null) =>
        new() { Kind = FleetWorkspaceKind.Clone, Location = repository, Reference = reference };

    /// <summary>Creates a workspace that is a new worktree for each job, with a branch that contains the job's identifier.</summary>
    /// <param name="repository">The absolute path of a repository on the machines.</param>
    /// <param name="reference">The branch, tag, or commit; null for the current commit of the repository.</param>
    public static FleetWorkspace ForWorktree(string repository, string? reference = null) =>
        new() { Kind = FleetWorkspaceKind.Worktree, Location = repository, Reference = reference };

    internal void Validate()
    {
        Check.Text(Location, nameof(Location));
        Check.OptionalText(Reference, nameof(Reference));
        Check.Known(Kind, nameof(Kind));
        Check.Known(Retention, nameof(Retention));
        if (Kind != FleetWorkspaceKind.Clone && !IsRooted(Location))
        {
            throw new ArgumentException($"The path '{Location}' of a {Kind} workspace is not absolute.", nameof(Location));
        }

        // Git would interpret it as an option.
        if (Location.StartsWith('-') || Reference?.StartsWith('-') == true)
        {
            throw new ArgumentException($"'{(Location.StartsWith('-') ? Location : Reference)}' starts with a hyphen.", nameof(Location));
        }

        if (Kind == FleetWorkspaceKind.Directory && Reference is not null)
        {
            throw new ArgumentException($"The reference '{Reference}' can't be checked out in an existing directory. Use a clone or a worktree.", nameof(Reference));
        }
    }

    /// <summary>Whether a path is absolute on any system. The machines can have another system than the client.</summary>
    private static bool IsRooted(string path) =>
        path[0] is '/' or '\\' || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '/' or '\\');
}
