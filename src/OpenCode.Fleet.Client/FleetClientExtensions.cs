using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace OpenCode.Fleet;

/// <summary>Adds the client of a fleet to an application.</summary>
public static class FleetClientExtensions
{
    /// <summary>
    /// Adds a <see cref="FleetClient"/> that uses the application's Orleans client or silo, for example from
    /// <c>UseOrleansClient</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddOpenCodeFleetClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider => new FleetClient(provider.GetRequiredService<IGrainFactory>(), provider.GetService<TimeProvider>(), provider.GetService<ILogger<FleetClient>>()));
        return services;
    }
}
