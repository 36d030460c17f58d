#if !NET
using System.Runtime.InteropServices;
#endif

namespace OpenCode.Processes;

/// <summary>
/// Creates files and folders that only the current user can access. On Windows, the folder for temporary files belongs to the
/// user.
/// </summary>
internal static class PrivateFiles
{
    /// <summary>Creates a file. It fails if the path already exists.</summary>
    /// <exception cref="IOException">The file exists, or can't be created.</exception>
    public static FileStream CreateFile(string path, FileOptions options) => Create(path, () =>
    {
#if NET
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, Options = options };
        if (!OperatingSystem.IsWindows())
        {
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, creation);
#else
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, 4096, options);
        Restrict(path, UserReadWrite);
        return file;
#endif
    });

    /// <exception cref="IOException">The folder can't be created.</exception>
    public static void CreateFolder(string path) => Create(path, () =>
    {
#if NET
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#else
        var folder = Directory.CreateDirectory(path);
        Restrict(path, UserAll);
        return folder;
#endif
    });

    /// <summary>Reports a missing permission in the same way as all other reasons.</summary>
    private static T Create<T>(string path, Func<T> create)
    {
        try
        {
            return create();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The current user is not allowed to create {path}.", e);
        }
    }

#if !NET
    private const int UserReadWrite = 0x180; // 0600
    private const int UserAll = 0x1C0; // 0700

    private static void Restrict(string path, int mode)
    {
        if (!OperatingSystem.IsWindows() && ChangeMode(path, mode) != 0)
        {
            throw new IOException($"The permissions of {path} can't be restricted to the current user.");
        }
    }

    [DllImport("libc", EntryPoint = "chmod", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeMode(string path, int mode);
#endif
}
