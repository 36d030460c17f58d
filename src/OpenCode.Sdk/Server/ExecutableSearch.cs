using System.Runtime.InteropServices;

namespace OpenCode;

/// <summary>Finds the opencode executable. What it asks the system is handed in, so that each system's ways can be tested on any.</summary>
/// <param name="isWindows">Whether names have extensions and the separators of Windows are used.</param>
/// <param name="variable">Gives an environment variable.</param>
/// <param name="home">The user's own folder.</param>
/// <param name="application">The folder of the application.</param>
internal sealed class ExecutableSearch(bool isWindows, Func<string, string?> variable, string home, string application)
{
    private const string Variable = "OPENCODE_BIN";

    /// <summary>The path, from the application's folder, that the package OpenCodeNet.Server copies the server to.</summary>
    private string Shipped => Path.Combine(application, "opencode-server", isWindows ? "opencode.exe" : "opencode");

    /// <summary>A search on this system.</summary>
    public static ExecutableSearch Here { get; } = new(
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows),
        System.Environment.GetEnvironmentVariable,
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile),
        AppContext.BaseDirectory);

    /// <param name="given">The path the caller gives, if any; then nothing else is looked at.</param>
    /// <param name="workingDirectory">Where the search for <c>node_modules</c> begins; by default the current directory.</param>
    /// <param name="searchNodeModules">Whether <c>node_modules</c> of the working directory and its parents can be trusted.</param>
    /// <exception cref="DirectoryNotFoundException">The working directory does not exist.</exception>
    /// <exception cref="OpenCodeServerException">It is nowhere, and the message lists where it was looked for; or it is there and can't be run.</exception>
    public string Find(string? given, string? workingDirectory, bool searchNodeModules = false)
    {
        var start = workingDirectory ?? Directory.GetCurrentDirectory();
        if (!Directory.Exists(start))
        {
            throw new DirectoryNotFoundException($"The working directory {start} does not exist.");
        }

        if ((given ?? NotEmpty(variable(Variable))) is { } named)
        {
            return FindNamed(Path.GetFullPath(named), given is null ? $"{Variable} names {named}, which does not exist." : $"{named} does not exist.");
        }

        // An application that ships a server was tested with that one, so a shipped server that cannot be run is an error.
        if (File.Exists(Shipped))
        {
            return FindNamed(Shipped, $"{Shipped} does not exist.");
        }

        var places = Folders(searchNodeModules ? start : null).Distinct().ToList();
        return places.SelectMany(folder => Names().Select(name => Path.Combine(folder, name))).FirstOrDefault(IsExecutable) is { } found
            ? Path.GetFullPath(found)
            : throw NotFound($"The opencode executable was not found. Looked at {Variable}, which is not set, and for {string.Join(", ", Names())} in:\n  " + string.Join("\n  ", places));
    }

    /// <summary>The path of another program, by its name with extension; null if <c>PATH</c> does not lead to it.</summary>
    public string? FindOnPath(string name) => PathFolders().Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsExecutable);

    private string FindNamed(string path, string whenMissing)
    {
        if (Directory.Exists(path))
        {
            throw new OpenCodeServerException(OpenCodeServerFailure.NotExecutable, $"{path} is a folder. Name the executable in it.");
        }

        if (!File.Exists(path))
        {
            throw NotFound(whenMissing);
        }

        return IsExecutable(path) ? path : throw new OpenCodeServerException(
            OpenCodeServerFailure.NotExecutable,
            $"{path} is not executable. Make it so with: chmod +x {path}");
    }

    private static OpenCodeServerException NotFound(string message) =>
        new(OpenCodeServerFailure.ExecutableNotFound, message + "\nInstall it with: npm install -g opencode-ai@1");

    private IEnumerable<string> Folders(string? trusted) => [Path.GetDirectoryName(Shipped)!, .. PathFolders(), .. InstallFolders(), .. trusted is null ? [] : NodeModules(trusted)];

    private IEnumerable<string> PathFolders() => (variable("PATH") ?? "")
        .Split(isWindows ? ';' : ':')
        .Select(folder => folder.Trim().Trim('"'))
        .Where(Path.IsPathRooted);

    private static IEnumerable<string> NodeModules(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "node_modules", ".bin");
        }
    }

    /// <summary>Where installers put it: many programs, those with a window among them, do not have the shell's <c>PATH</c>.</summary>
    private IEnumerable<string> InstallFolders()
    {
        List<string?> folders =
        [
            NotEmpty(variable("OPENCODE_INSTALL_DIR")),
            NotEmpty(variable("XDG_BIN_DIR")),
            Path.Combine(home, ".opencode", "bin"),
            Path.Combine(home, "bin"),
            Path.Combine(home, ".local", "bin"),
            Path.Combine(home, ".bun", "bin"),
            Path.Combine(home, ".npm-global", "bin"),
        ];
        folders.AddRange(isWindows
            ? [Below("APPDATA", "npm"), Below("LOCALAPPDATA", "pnpm"), Path.Combine(home, "scoop", "shims"), Below("ProgramData", "chocolatey", "bin")]
            : [Path.Combine(home, ".local", "share", "pnpm"), Path.Combine(home, "Library", "pnpm"), "/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", "/home/linuxbrew/.linuxbrew/bin"]);
        return folders.OfType<string>();

        string? Below(string name, params string[] path) => NotEmpty(variable(name)) is { } folder ? Path.Combine([folder, .. path]) : null;
    }

    private IEnumerable<string> Names() => isWindows
        ? (NotEmpty(variable("PATHEXT")) ?? ".COM;.EXE;.BAT;.CMD").Split(';').Where(extension => extension.Length > 0).Select(extension => "opencode" + extension.ToLowerInvariant())
        : ["opencode"];

    private bool IsExecutable(string path) => File.Exists(path) && (isWindows || MayBeExecuted(path));

#if NET
    private static bool MayBeExecuted(string path)
    {
        const UnixFileMode anyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & anyExecute) != UnixFileMode.None;
    }
#else
    private const int ExecutePermission = 1;

    private static bool MayBeExecuted(string path) => Access(path, ExecutePermission) == 0;

    [DllImport("libc", EntryPoint = "access", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access(string path, int mode);
#endif

    private static string? NotEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
