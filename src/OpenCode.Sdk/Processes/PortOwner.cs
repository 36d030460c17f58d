using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace OpenCode.Processes;

/// <summary>Determines which user listens at an address. Only Linux provides this information to every user.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";
    private const int LocalAddress = 1;
    private const int State = 3;
    private const int UserId = 7;

    private static readonly Regex s_word = new("[0-9A-F]{8}");

    /// <summary>Returns whether only other users, except root, listen at the address; false if this can't be determined.</summary>
    public static bool IsAnotherUser(IPEndPoint address)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return false;
        }

        var owners = Owners(["/proc/net/tcp", "/proc/net/tcp6"], address);
        return owners.Count > 0 && !owners.Contains(0) && !owners.Contains(EffectiveUserId());
    }

    /// <summary>
    /// Returns the users of the sockets that receive connections to the address. A socket that listens at this address receives
    /// them before one that listens at all addresses.
    /// </summary>
    internal static HashSet<uint> Owners(IEnumerable<string> tables, IPEndPoint address)
    {
        var sockets =
            (from table in tables
             from line in Lines(table)
             let fields = line.Split([' '], StringSplitOptions.RemoveEmptyEntries)
             where fields.Length > UserId && fields[State] == Listening
             let local = Parse(fields[LocalAddress])
             where local.Port == address.Port
             select (local.Address, User: uint.Parse(fields[UserId], CultureInfo.InvariantCulture))).ToList();
        var own = sockets.Where(socket => socket.Address.Equals(Unmap(address.Address))).ToList();
        return [.. (own.Count > 0 ? own : sockets.Where(socket => IsAny(socket.Address))).Select(socket => socket.User)];
    }

    /// <summary>Reads an address, such as <c>0100007F:1000</c>: words of 32 bits in the order of this machine, and a port.</summary>
    private static IPEndPoint Parse(string text)
    {
        var parts = text.Split(':');
        var words = s_word.Matches(parts[0]).Cast<Match>().Select(word => uint.Parse(word.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        var address = new IPAddress([.. words.SelectMany(BitConverter.GetBytes)]);
        return new IPEndPoint(Unmap(address), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    private static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

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
