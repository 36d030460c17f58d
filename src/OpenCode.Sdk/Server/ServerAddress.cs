using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OpenCode;

/// <summary>Where a server will be found and how it will be asked, known before it starts.</summary>
internal static class ServerAddress
{
    private const string Username = "opencode";

    /// <summary>The options with a port and a password, if they left them open.</summary>
    public static OpenCodeServerOptions Decide(OpenCodeServerOptions options) => options with
    {
        // The server takes --port 0 as "4096 if it is free", so a free port is looked for here.
        Port = options.Port == 0 ? FreePort(options.Hostname) : options.Port,
        Password = options.Password ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
    };

    public static Uri Url(OpenCodeServerOptions decided) => new UriBuilder(Uri.UriSchemeHttp, ReachableHost(decided.Hostname), decided.Port).Uri;

    /// <summary>A client's options with the address, user name and password of a server.</summary>
    public static OpenCodeClientOptions Apply(OpenCodeServerOptions decided, OpenCodeClientOptions options) =>
        options with { BaseUrl = Url(decided), Username = Username, Password = decided.Password };

    private static int FreePort(string hostname)
    {
        var address = IPAddress.TryParse(hostname, out var parsed) ? parsed : IPAddress.Loopback;
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>"Any address" is one to listen on, not one to connect to.</summary>
    private static string ReachableHost(string hostname) => hostname switch
    {
        "0.0.0.0" => IPAddress.Loopback.ToString(),
        "::" => $"[{IPAddress.IPv6Loopback}]",
        _ => IPAddress.TryParse(hostname, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : hostname,
    };
}
