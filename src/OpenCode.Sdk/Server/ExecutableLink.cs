#if !NET
using System.Runtime.InteropServices;
using System.Text;
#endif

namespace OpenCode;

/// <summary>Follows symbolic links, whose own size and time don't change when their target is replaced.</summary>
internal static class ExecutableLink
{
    /// <summary>Returns the final target of a link to a file, through any number of links; the path itself if it is not a link.</summary>
    public static string Resolve(string path)
    {
        try
        {
            return FinalTarget(path) is { } target && File.Exists(target) ? target : path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // For example, the links form a circle.
            return path;
        }
    }

#if NET
    private static string? FinalTarget(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
#else
    private const int MaxPathBytes = 4096;

    /// <summary>The maximum number of links in a row, as in Linux.</summary>
    private const int MaxLinks = 40;

    private static string? FinalTarget(string path)
    {
        string? target = null;
        for (var i = 0; i < MaxLinks && Target(target ?? path) is { } next; i++)
        {
            target = next;
        }

        return target;
    }

    /// <summary>Returns the target of one link; null if the path is not a link.</summary>
    private static string? Target(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var target = new byte[MaxPathBytes];
        var length = ReadLink(path, target, target.Length);
        return length <= 0 ? null : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path) ?? "", Encoding.UTF8.GetString(target, 0, (int)length)));
    }

    [DllImport("libc", EntryPoint = "readlink", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint ReadLink(string path, byte[] target, nint size);
#endif
}
