using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace OpenCode.Fleet;

/// <summary>Adds a machine of a fleet to an application.</summary>
public static class FleetExtensions
{
    /// <summary>
    /// Adds a machine that takes jobs, and the <see cref="FleetClient"/>, to an application with an Orleans silo. Call it after
    /// <c>UseOrleans</c>, so that jobs stop before the silo. The silo needs a storage provider with the name
    /// <see cref="FleetStorage.Name"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configureMachine">Configures this machine; null for the defaults.</param>
    /// <param name="configureScheduling">
    /// Configures the distribution of jobs; null for the defaults. All machines must have the same options.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <example><code>
    /// builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryGrainStorage(FleetStorage.Name));
    /// builder.Services.AddOpenCodeFleet(machine => machine.MaxJobs = 8);
    /// </code></example>
    public static IServiceCollection AddOpenCodeFleet(this IServiceCollection services, Action<FleetMachineOptions>? configureMachine = null, Action<FleetSchedulingOptions>? configureScheduling = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOpenCodeFleetClient();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<FleetMachineOptions>().Configure(configureMachine ?? (static _ => { })).ValidateOnStart();
        services.AddOptions<FleetSchedulingOptions>().Configure(configureScheduling ?? (static _ => { })).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FleetMachineOptions>>(new FleetOptionsValidation<FleetMachineOptions>(static o => o.Validate()));
        services.AddSingleton<IValidateOptions<FleetSchedulingOptions>>(new FleetOptionsValidation<FleetSchedulingOptions>(static o => o.Validate()));
        services.TryAddSingleton<IJobRunner, OpenCodeJobRunner>();
        services.AddHostedService<FleetWorker>();
        return services;
    }
}
