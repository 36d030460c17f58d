namespace OpenCode.Fleet.Tool.Cluster;

/// <summary>Determines where data is stored.</summary>
internal static class FleetFolders
{
    private static string Default => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "opencode-fleet");

    public static string Store(string? data) => Path.GetFullPath(Path.Combine(data ?? Default, "store"));

    public static string Machine(string? data, string name) => Path.GetFullPath(Path.Combine(data ?? Default, "machines", name));
}
