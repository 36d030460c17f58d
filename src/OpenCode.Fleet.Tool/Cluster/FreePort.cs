using System.Net;
using System.Net.Sockets;

namespace OpenCode.Fleet.Tool.Cluster;

/// <summary>Finds ports that no process listens on.</summary>
internal static class FreePort
{
    public static int Find(IPAddress address) => TryListen(address, 0) ?? throw new FleetToolException("No port is free.");

    public static bool IsFree(IPAddress address, int port) => TryListen(address, port) is not null;

    private static int? TryListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return null;
        }
    }
}
