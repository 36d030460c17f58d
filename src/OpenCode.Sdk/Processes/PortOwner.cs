using System.Globalization;
using System.Runtime.InteropServices;

namespace OpenCode.Processes;

/// <summary>Determines which user listens on a port. Only Linux provides this information to every user.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";
    private const int LocalAddress = 1;
    private const int State = 3;
    private const int UserId = 7;

    /// <summary>Returns whether only other users, except root, listen on the port; false if this can't be determined.</summary>
    public static bool IsAnotherUser(int port)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return false;
        }

        var owners = Owners(["/proc/net/tcp", "/proc/net/tcp6"], port);
        return owners.Count > 0 && !owners.Contains(0) && !owners.Contains(EffectiveUserId());
    }

    /// <summary>Returns the users of the sockets that listen on the port.</summary>
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
