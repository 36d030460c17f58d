using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OpenCode;

/// <summary>Where a server will be found and how it will be asked, known before it starts.</summary>
internal static class ServerAddress
{
    private const string Username = "opencode";

    /// <summary>The options with a port and a password, if they left them open.</summary>
    public static OpenCodeServerOptions Decide(OpenCodeServerOptions options) => ServerSecrets.Attach(options with
    {
        // The name may stand for two addresses, and then a stranger may have the other one.
        Hostname = options.Hostname.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback.ToString() : options.Hostname,

        // The server takes --port 0 as "4096 if it is free", so a free port is looked for here.
        Port = options.Port == 0 || (options.PortFallback && !IsFree(options)) ? FreePort(options.Hostname) : options.Port,
        Password = options.Password ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
    });

    /// <summary>Whether the options leave it to this SDK on which port to listen.</summary>
    public static bool IsOpen(OpenCodeServerOptions options) => options.Port == 0 || options.PortFallback;

    public static Uri Url(OpenCodeServerOptions decided) => new UriBuilder(Uri.UriSchemeHttp, ReachableHost(decided.Hostname), decided.Port).Uri;

    /// <summary>Whether an address that a server has printed is the one it was told to listen on.</summary>
    public static bool IsSame(OpenCodeServerOptions decided, string printed)
    {
        // Some servers print IPv6 addresses without brackets.
        var port = ":" + decided.Port.ToString(CultureInfo.InvariantCulture);
        var address = printed.TrimEnd('/');
        return address.Equals($"http://{decided.Hostname}{port}", StringComparison.OrdinalIgnoreCase) || address.Equals($"http://[{decided.Hostname}]{port}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A client's options with the address, user name and password of a server.</summary>
    public static OpenCodeClientOptions Apply(OpenCodeServerOptions decided, OpenCodeClientOptions options) =>
        options with { BaseUrl = Url(decided), Username = Username, Password = decided.Password, Secrets = decided.Secrets };

    /// <summary>Whether nobody listens on the port. Any other obstacle is left for the server to find and to tell.</summary>
    public static bool IsFree(OpenCodeServerOptions decided)
    {
        try
        {
            using var socket = Bind(decided.Hostname, decided.Port);
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }

    private static int FreePort(string hostname)
    {
        using var socket = TryBind(hostname, 0) ?? Bind("127.0.0.1", 0);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>An address that is not this machine's is for the server to find and to tell.</summary>
    private static Socket? TryBind(string hostname, int port)
    {
        try
        {
            return Bind(hostname, port);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static Socket Bind(string hostname, int port)
    {
        var address = IPAddress.TryParse(hostname, out var parsed) ? parsed : IPAddress.Loopback;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>"Any address" is one to listen on, not one to connect to.</summary>
    private static string ReachableHost(string hostname) => hostname switch
    {
        "0.0.0.0" => IPAddress.Loopback.ToString(),
        "::" => FormattableString.Invariant($"[{IPAddress.IPv6Loopback}]"),
        _ => IPAddress.TryParse(hostname, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? FormattableString.Invariant($"[{address}]") : hostname,
    };
}
