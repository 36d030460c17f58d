using System.Net;
using System.Net.Sockets;

namespace OpenCode.Fleet.Tool.Cluster;

/// <summary>Finds ports that no process listens on.</summary>
internal static class FreePort
{
    public static int Find(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
