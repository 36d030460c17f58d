using System.Runtime.InteropServices;

namespace OpenCode;

/// <summary>
/// Finds the opencode executable. System queries are parameters, so that the rules of each system can be tested on any system.
/// </summary>
/// <param name="isWindows">Whether names have extensions and the separators of Windows are used.</param>
/// <param name="variable">Returns the value of an environment variable.</param>
/// <param name="home">The user's home folder.</param>
/// <param name="application">The folder of the application.</param>
internal sealed class ExecutableSearch(bool isWindows, Func<string, string?> variable, string home, string application)
{
    public const string Variable = "OPENCODE_BIN";

    /// <summary>The path in the application's folder to which the OpenCodeNet.Server package copies the server.</summary>
    private string Shipped => Path.Combine(application, "opencode-server", isWindows ? "opencode.exe" : "opencode");

    /// <summary>Gets the search for this system.</summary>
    public static ExecutableSearch Here { get; } = new(
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows),
        System.Environment.GetEnvironmentVariable,
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile),
        AppContext.BaseDirectory);

    /// <param name="given">The path that the caller specifies; null to search.</param>
    /// <param name="workingDirectory">
    /// The directory in which the search for <c>node_modules</c> starts; null for the current directory.
    /// </param>
    /// <param name="searchNodeModules">
    /// Whether <c>node_modules</c> of the working directory and its parents can be trusted.
    /// </param>
    /// <exception cref="DirectoryNotFoundException">The working directory does not exist.</exception>
    /// <exception cref="OpenCodeServerException">
    /// The executable was not found, and the message lists the searched folders; or it was found but can't be run.
    /// </exception>
    public string Find(string? given, string? workingDirectory, bool searchNodeModules = false)
    {
        var start = workingDirectory ?? Directory.GetCurrentDirectory();
        if (!Directory.Exists(start))
        {
            throw new DirectoryNotFoundException($"The working directory {start} does not exist.");
        }

        if ((given ?? NotEmpty(variable(Variable))) is { } named)
        {
            return FindNamed(Path.GetFullPath(named), given is null ? $"{Variable} is set to {named}, which does not exist." : $"{named} does not exist.");
        }

        // An application that includes a server was tested with that server, so a failure to run it is an error.
        if (File.Exists(Shipped))
        {
            return FindNamed(Shipped, $"{Shipped} does not exist.");
        }

        var places = Folders(start, searchNodeModules).Distinct().ToList();
        return places.SelectMany(folder => Names().Select(name => Path.Combine(folder, name))).FirstOrDefault(IsExecutable) is { } found
            ? Path.GetFullPath(found)
            : throw NotFound($"The opencode executable was not found. {Variable} is not set, and these folders don't contain {string.Join(", ", Names())}:\n  " + string.Join("\n  ", places));
    }

    /// <summary>
    /// Returns the server that a package added to the application; null if there is none or if the environment names another one.
    /// </summary>
    public string? FindShipped() => NotEmpty(variable(Variable)) is null && File.Exists(Shipped) ? Shipped : null;

    /// <summary>Returns the path of another program by its file name; null if it is not on <c>PATH</c>.</summary>
    public string? FindOnPath(string name) => PathFolders().Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsExecutable);

    private string FindNamed(string path, string whenMissing)
    {
        if (Directory.Exists(path))
        {
            throw new OpenCodeServerException(OpenCodeServerFailure.NotExecutable, $"{path} is a folder. Specify the executable in it.");
        }

        if (!File.Exists(path))
        {
            throw NotFound(whenMissing);
        }

        return IsExecutable(path) ? path : throw new OpenCodeServerException(
            OpenCodeServerFailure.NotExecutable,
            $"{path} is not executable. Make it executable with: chmod +x {path}");
    }

    private static OpenCodeServerException NotFound(string message) =>
        new(OpenCodeServerFailure.ExecutableNotFound, message + "\nInstall it with: npm install -g opencode-ai@1");

    private IEnumerable<string> Folders(string start, bool isTrusted) =>
    [
        Path.GetDirectoryName(Shipped)!,
        .. PathFolders().Where(folder => isTrusted || !IsNodeModules(folder, start)),
        .. InstallFolders(),
        .. isTrusted ? NodeModules(start) : [],
    ];

    /// <summary>
    /// Returns whether a folder of <c>PATH</c> is <c>node_modules/.bin</c> of the working directory, of a parent, or of a folder in it.
    /// <c>npm run</c> adds such folders.
    /// </summary>
    private bool IsNodeModules(string folder, string start)
    {
        var comparison = isWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var (bin, directory) = (Slashes(folder), Slashes(start));
        const string modules = "/node_modules/.bin/";
        return bin.EndsWith(modules, comparison) && bin[..^(modules.Length - 1)] is var owner && (directory.StartsWith(owner, comparison) || owner.StartsWith(directory, comparison));

        static string Slashes(string path) => Path.GetFullPath(path).Replace(Path.DirectorySeparatorChar, '/').TrimEnd('/') + "/";
    }

    private IEnumerable<string> PathFolders() => (variable("PATH") ?? "")
        .Split(isWindows ? ';' : ':')
        .Select(folder => folder.Trim().Trim('"'))
        .Where(IsAbsolute);

    /// <summary>Returns whether a path is independent of the current directory and, on Windows, of the current drive.</summary>
    internal static bool IsAbsolute(string path, bool isWindows) => isWindows
        ? path.Replace('/', '\\') is [_, ':', '\\', ..] or ['\\', '\\', ..]
        : path is ['/', ..];

    /// <summary>Unlike the names, paths follow the rules of the system that this process runs on.</summary>
    private static bool IsAbsolute(string path) => IsAbsolute(path, OperatingSystem.IsWindows());

    private static IEnumerable<string> NodeModules(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "node_modules", ".bin");
        }
    }

    /// <summary>
    /// Returns the folders that installers use. Many programs, such as desktop applications, don't have the shell's <c>PATH</c>.
    /// </summary>
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
        return folders.OfType<string>().Where(IsAbsolute);

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
