using OpenCode.Aspire.Fleet;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// Represents a machine of a fleet: a process that runs jobs with opencode servers of its own. Its name in the fleet is the name of
/// the resource.
/// </summary>
/// <remarks>Configure the resource before the application is built.</remarks>
public sealed class OpenCodeFleetMachineResource : ExecutableResource
{
    /// <summary>
    /// Initializes a resource. <see cref="OpenCodeFleetBuilderExtensions.AddMachine"/> also adds it to the application.
    /// </summary>
    /// <param name="name">The name of the machine, which remains the same after a restart.</param>
    /// <param name="fleet">The fleet.</param>
    /// <exception cref="ArgumentException">An argument is null or empty, or the name is invalid.</exception>
    public OpenCodeFleetMachineResource(string name, OpenCodeFleetResource fleet)
        : base(name, FleetSetup.DefaultTool, (fleet ?? throw new ArgumentNullException(nameof(fleet))).WorkingDirectory)
    {
        Fleet = fleet;
    }

    /// <summary>Gets the fleet of the machine.</summary>
    public OpenCodeFleetResource Fleet { get; }
}
