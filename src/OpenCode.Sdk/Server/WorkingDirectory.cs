using System.Collections.ObjectModel;

namespace OpenCode;

/// <summary>Determines the default directory of a server, and whether a directory is suitable for an agent.</summary>
/// <param name="isWindows">Whether folders follow the rules of Windows.</param>
/// <param name="home">The user's home folder.</param>
/// <param name="windowsTrees">The folders of Windows and of its programs, including their contents; none on other systems.</param>
internal sealed class WorkingDirectory(bool isWindows, string home, params string[] windowsTrees)
{
    /// <summary>Folders that belong to the system, including their contents.</summary>
    private static readonly string[] s_systemTrees = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys", "/usr/bin", "/usr/lib", "/usr/libexec", "/usr/sbin", "/System", "/Library", "/private/etc"];

    /// <summary>Folders that belong to the system, but whose subfolders may belong to any user.</summary>
    private static readonly string[] s_systemFolders = ["/", "/home", "/media", "/mnt", "/opt", "/root", "/run", "/srv", "/tmp", "/usr", "/usr/local", "/usr/share", "/var", "/var/lib", "/Users", "/Applications", "/Volumes", "/private", "/private/tmp", "/private/var"];

    private static readonly System.Environment.SpecialFolder[] s_windowsFolders =
    [
        System.Environment.SpecialFolder.Windows, System.Environment.SpecialFolder.ProgramFiles, System.Environment.SpecialFolder.ProgramFilesX86,
        System.Environment.SpecialFolder.CommonApplicationData,
    ];

    private readonly ReadOnlyCollection<string> _windowsTrees = Array.AsReadOnly(windowsTrees);

    /// <summary>Gets the instance for this system.</summary>
    public static WorkingDirectory Here { get; } = new(
        OperatingSystem.IsWindows(),
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile),
        [.. s_windowsFolders.Select(System.Environment.GetFolderPath).Where(folder => folder.Length > 0)]);

    /// <summary>Returns whether a folder belongs to the system, so that it contains no project.</summary>
    public bool IsSystem(string folder) => isWindows
        ? IsDrive(folder) || Trim(folder).Equals(HomesFolder, StringComparison.OrdinalIgnoreCase) || _windowsTrees.Any(tree => IsBelow(folder, tree, StringComparison.OrdinalIgnoreCase))
        : (s_systemFolders.Contains(Trim(folder), StringComparer.Ordinal) && !IsHome(folder)) || s_systemTrees.Any(tree => IsBelow(folder, tree, StringComparison.Ordinal));

    /// <summary>Returns whether a folder is the user's home folder, which contains more than a project.</summary>
    public bool IsHome(string folder) => home.Length > 0 && Trim(folder).Equals(Trim(home), isWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <summary>Gets the folder of the homes of all users on Windows.</summary>
    private string? HomesFolder => Trim(home).LastIndexOf('\\') is > 0 and var end ? home[..end] : null;

    private bool IsBelow(string folder, string parent, StringComparison comparison) =>
        Trim(folder).Equals(Trim(parent), comparison) || folder.StartsWith(Trim(parent) + (isWindows ? '\\' : '/'), comparison);

    private static bool IsDrive(string folder) => folder.Length <= 3 && folder.Length > 1 && folder[1] == ':';

    private string Trim(string folder) => folder.Length > 1 ? folder.TrimEnd(isWindows ? '\\' : '/') is { Length: > 0 } trimmed ? trimmed : folder[..1] : folder;
}
