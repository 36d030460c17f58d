using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OpenCode;

/// <summary>Determines the address and the credentials of a server before it starts.</summary>
internal static class ServerAddress
{
    private const string Username = "opencode";

    /// <summary>Returns the options with a port and a password if they don't specify them.</summary>
    public static OpenCodeServerOptions Decide(OpenCodeServerOptions options) => ServerSecrets.Attach(options with
    {
        // The name can resolve to two addresses, and another process can listen on the other one.
        Hostname = options.Hostname.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback.ToString() : options.Hostname,

        // The server interprets --port 0 as "4096 if it is free", so the SDK selects a free port.
        Port = options.Port == 0 || (options.PortFallback && !IsFree(options)) ? FreePort(options.Hostname) : options.Port,
        Password = options.Password ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
    });

    /// <summary>Returns whether the SDK can select the port.</summary>
    public static bool IsOpen(OpenCodeServerOptions options) => options.Port == 0 || options.PortFallback;

    public static Uri Url(OpenCodeServerOptions decided) => new UriBuilder(Uri.UriSchemeHttp, ReachableHost(decided.Hostname), decided.Port).Uri;

    /// <summary>Returns whether the address that a server printed is the configured address.</summary>
    public static bool IsSame(OpenCodeServerOptions decided, string printed)
    {
        // Some servers print IPv6 addresses without brackets.
        var port = ":" + decided.Port.ToString(CultureInfo.InvariantCulture);
        var address = printed.TrimEnd('/');
        return address.Equals($"http://{decided.Hostname}{port}", StringComparison.OrdinalIgnoreCase) || address.Equals($"http://[{decided.Hostname}]{port}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns a client's options with the address, the user name, and the password of a server.</summary>
    public static OpenCodeClientOptions Apply(OpenCodeServerOptions decided, OpenCodeClientOptions options) =>
        options with { BaseUrl = Url(decided), Username = Username, Password = decided.Password, Secrets = decided.Secrets };

    /// <summary>Validates a client's options together with the password of the server, before the server starts.</summary>
    /// <exception cref="ArgumentException">An option is invalid, or can't be combined with the password.</exception>
    public static void Validate(OpenCodeServerOptions options, OpenCodeClientOptions clientOptions) =>
        (clientOptions with { Password = options.Password ?? "generated" }).Validate();

    /// <summary>Returns whether no process listens on the port. The server reports any other problem.</summary>
    public static bool IsFree(OpenCodeServerOptions decided)
    {
        try
        {
            using var socket = Bind(Address(decided.Hostname), decided.Port);
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }

    /// <summary>Returns whether the address belongs to this machine, so that a server can listen at it.</summary>
    public static bool IsLocal(OpenCodeServerOptions decided)
    {
        using var socket = TryBind(decided.Hostname, 0);
        return socket is not null;
    }

    /// <summary>Returns the address that clients connect to.</summary>
    public static IPEndPoint EndPoint(OpenCodeServerOptions decided) => new(
        Address(decided.Hostname) switch
        {
            var address when address.Equals(IPAddress.Any) => IPAddress.Loopback,
            var address when address.Equals(IPAddress.IPv6Any) => IPAddress.IPv6Loopback,
            var address => address,
        },
        decided.Port);

    private static int FreePort(string hostname)
    {
        using var socket = TryBind(hostname, 0) ?? Bind(IPAddress.Loopback, 0);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Binds a socket; null if the address does not belong to this machine, which the server reports.</summary>
    private static Socket? TryBind(string hostname, int port)
    {
        try
        {
            return Bind(Address(hostname), port);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <exception cref="SocketException">The name can't be resolved.</exception>
    private static IPAddress Address(string hostname) => IPAddress.TryParse(hostname, out var address) ? address : Dns.GetHostAddresses(hostname)[0];

    private static Socket Bind(IPAddress address, int port)
    {
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

    /// <summary>Returns the host to connect to. A server can listen on "any address", but clients can't connect to it.</summary>
    private static string ReachableHost(string hostname) => hostname switch
    {
        "0.0.0.0" => IPAddress.Loopback.ToString(),
        "::" => FormattableString.Invariant($"[{IPAddress.IPv6Loopback}]"),
        _ => IPAddress.TryParse(hostname, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? FormattableString.Invariant($"[{address}]") : hostname,
    };
}
