using System.Globalization;
using System.Net;

namespace OpenCode.Fleet.Tool.Cluster;

/// <summary>
/// The ports of a machine's silo. A machine that crashed starts with the same ports if they are free, so that the cluster knows at
/// once that its earlier process is gone.
/// </summary>
internal sealed record MachinePorts(int Silo, int Gateway)
{
    public static MachinePorts Get(string folder, IPAddress address)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "ports");
        if (File.Exists(file) && Read(File.ReadAllText(file)) is { } last && FreePort.IsFree(address, last.Silo) && FreePort.IsFree(address, last.Gateway))
        {
            return last;
        }

        var ports = new MachinePorts(FreePort.Find(address), FreePort.Find(address));
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{ports.Silo} {ports.Gateway}"));
        return ports;
    }

    private static MachinePorts? Read(string text) =>
        text.Split(' ') is [var silo, var gateway]
        && ushort.TryParse(silo, NumberStyles.None, CultureInfo.InvariantCulture, out var siloPort)
        && ushort.TryParse(gateway, NumberStyles.None, CultureInfo.InvariantCulture, out var gatewayPort)
            ? new MachinePorts(siloPort, gatewayPort)
            : null;
}
