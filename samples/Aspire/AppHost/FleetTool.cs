using System.Reflection;

namespace OpenCode.Samples;

/// <summary>Finds the tool opencode-fleet that was built with this sample.</summary>
internal static class FleetTool
{
    public static string Path { get; } = typeof(FleetTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "FleetTool").Value!;
}
