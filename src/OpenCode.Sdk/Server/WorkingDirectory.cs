namespace OpenCode;

/// <summary>Which directory a server that was given none works in, and whether a directory is one that an agent should work in.</summary>
/// <param name="isWindows">Whether folders are those of Windows.</param>
/// <param name="home">The user's own folder.</param>
/// <param name="windows">The folder of Windows; empty on other systems.</param>
internal sealed class WorkingDirectory(bool isWindows, string home, string windows)
{
    /// <summary>Folders that belong to the system, with all that is in them.</summary>
    private static readonly string[] s_systemTrees = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys", "/usr/bin", "/usr/lib", "/usr/libexec", "/usr/sbin", "/System", "/Library"];

    /// <summary>Folders whose subfolders may be anybody's.</summary>
    private static readonly string[] s_systemFolders = ["/", "/home", "/media", "/mnt", "/opt", "/root", "/run", "/srv", "/tmp", "/usr", "/usr/local", "/usr/share", "/var", "/var/lib", "/Users", "/Applications"];

    /// <summary>Those of this system.</summary>
    public static WorkingDirectory Here { get; } = new(
        OperatingSystem.IsWindows(),
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile),
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.Windows));

    /// <summary>Whether a folder belongs to the system, so that no project is there.</summary>
    public bool IsSystem(string folder) => isWindows
        ? IsDrive(folder) || (windows.Length > 0 && IsBelow(folder, windows, StringComparison.OrdinalIgnoreCase))
        : (s_systemFolders.Contains(Trim(folder), StringComparer.Ordinal) && !IsHome(folder)) || s_systemTrees.Any(tree => IsBelow(folder, tree, StringComparison.Ordinal));

    /// <summary>Whether a folder is the user's own, which contains more than a project.</summary>
    public bool IsHome(string folder) => home.Length > 0 && Trim(folder).Equals(Trim(home), isWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private bool IsBelow(string folder, string parent, StringComparison comparison) =>
        Trim(folder).Equals(Trim(parent), comparison) || folder.StartsWith(Trim(parent) + (isWindows ? '\\' : '/'), comparison);

    private static bool IsDrive(string folder) => folder.Length <= 3 && folder.Length > 1 && folder[1] == ':';

    private string Trim(string folder) => folder.Length > 1 ? folder.TrimEnd(isWindows ? '\\' : '/') is { Length: > 0 } trimmed ? trimmed : folder[..1] : folder;
}
