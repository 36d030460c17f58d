using System.Globalization;
using System.Runtime.InteropServices;

namespace OpenCode.Processes;

/// <summary>Tells whose program listens on a port. Linux alone says so to everybody.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";
    private const int LocalAddress = 1;
    private const int State = 3;
    private const int UserId = 7;

    /// <summary>Whether all that listens on the port belongs to other users, the administrator not counted; false if that can't be told.</summary>
    public static bool IsAnotherUser(int port)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return false;
        }

        var owners = Owners(["/proc/net/tcp", "/proc/net/tcp6"], port);
        return owners.Count > 0 && !owners.Contains(0) && !owners.Contains(EffectiveUserId());
    }

    /// <summary>The users of the sockets that listen on the port.</summary>
    internal static HashSet<uint> Owners(IEnumerable<string> tables, int port)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return
        [
            .. from table in tables
               from line in Lines(table)
               let fields = line.Split([' '], StringSplitOptions.RemoveEmptyEntries)
               where fields.Length > UserId && fields[State] == Listening && fields[LocalAddress].EndsWith(suffix, StringComparison.Ordinal)
               select uint.Parse(fields[UserId], CultureInfo.InvariantCulture),
        ];
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveUserId();
}
