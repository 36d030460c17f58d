using System.Globalization;
using System.Net;
using Garnet;

namespace OpenCode.Fleet.Tool.Cluster;

/// <summary>A store in this process, which keeps its data in a folder. It speaks the protocol of Redis.</summary>
internal sealed class EmbeddedStore : IDisposable
{
    private readonly GarnetServer _server;

    private EmbeddedStore(GarnetServer server, string address)
    {
        _server = server;
        Address = address;
    }

    /// <summary>The address for clients.</summary>
    public string Address { get; }

    /// <summary>Starts a store, or continues with the data of the folder.</summary>
    /// <param name="folder">The folder. It is created if it does not exist.</param>
    /// <param name="address">The address to listen on.</param>
    /// <param name="port">The port; 0 for any free port.</param>
    /// <exception cref="FleetToolException">The port is in use, or the folder can't be used.</exception>
    public static EmbeddedStore Start(string folder, IPAddress address, int port)
    {
        var endpoint = new IPEndPoint(address, port == 0 ? FreePort.Find(address) : port);
        if (!FreePort.IsFree(address, endpoint.Port))
        {
            throw new FleetToolException(FormattableString.Invariant($"The port {endpoint.Port} is in use. If another machine runs the store, join it with --store {endpoint}; otherwise, choose another --port."));
        }

        try
        {
            Directory.CreateDirectory(folder);
            var server = new GarnetServer(
            [
                "--bind", endpoint.Address.ToString(),
                "--port", endpoint.Port.ToString(CultureInfo.InvariantCulture),
                "--checkpointdir", folder,
                "--logdir", folder,
                // A call returns when its data is in the folder. After a crash, the store reads it again.
                "--aof",
                "--aof-commit-wait",
                "--recover",
                "--checkpoint-freq", "300",
                // Orleans stores state with scripts.
                "--lua",
                // Unlike the default, this device needs no system library.
                "--device-type", "RandomAccess",
                // Data that doesn't fit into memory remains in the folder.
                "--storage-tier",
                "--memory", "1g",
                "--index", "64m",
                "--disable-console-logger",
                "-q",
            ]);
            server.Start();
            return new EmbeddedStore(server, endpoint.ToString());
        }
        catch (Exception e)
        {
            throw new FleetToolException($"The store in {folder} can't be started at {endpoint}: {e.Message}", e);
        }
    }

    public void Dispose() => _server.Dispose(deleteDir: false);
}
