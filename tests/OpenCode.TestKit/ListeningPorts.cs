using System.Net.NetworkInformation;

namespace OpenCode.Testing;

/// <summary>The TCP ports of this machine on which a process listens.</summary>
public static class ListeningPorts
{
    public static HashSet<int> Find() => [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(end => end.Port)];
}
