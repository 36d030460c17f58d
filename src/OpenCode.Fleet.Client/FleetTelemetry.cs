using System.Diagnostics;

namespace OpenCode.Fleet;

/// <summary>Contains the name of the traces of a fleet.</summary>
public static class FleetTelemetry
{
    /// <summary>The name of the activity source.</summary>
    public const string Name = "OpenCode.Fleet";

    internal static ActivitySource Source { get; } = new(Name);
}
