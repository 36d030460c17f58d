using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenCode;
using OpenCode.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers hooks.</summary>
public static class OpenCodeHooksServiceCollectionExtensions
{
    /// <summary>
    /// Runs hooks while the host runs, and makes the servers that start with the host load them. The service <see cref="OpenCodeHooks"/> is
    /// available while the host runs.
    /// </summary>
    /// <remarks>
    /// The hooks start before the servers, wherever this is called, unless <see cref="HostOptions.ServicesStartConcurrently"/> is true.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the handlers and options, with services of the application.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">An argument is null, or hooks are registered already.</exception>
    /// <example><code>
    /// builder.Services.AddOpenCodeServer(o => o.Port = 0);
    /// builder.Services.AddOpenCodeHooks((options, s) => options.BeforeTool = s.GetRequiredService&lt;Rules&gt;().DecideAsync);
    /// </code></example>
    public static IServiceCollection AddOpenCodeHooks(this IServiceCollection services, Action<OpenCodeHooksOptions, IServiceProvider> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(service => service.ServiceType == typeof(OpenCodeHooksService)))
        {
            throw new ArgumentException("Hooks are registered already.", nameof(services));
        }

        services.AddSingleton(provider =>
        {
            var options = new OpenCodeHooksOptions();
            configure(options, provider);
            return new OpenCodeHooksService(options, provider.GetService<ILoggerFactory>());
        });
        services.TryAddSingleton(provider => provider.GetRequiredService<OpenCodeHooksService>().Hooks);
        services.AddSingleton<IPostConfigureOptions<OpenCodeServerOptions>>(
            provider => new PostConfigureOptions<OpenCodeServerOptions>(name: null, provider.GetRequiredService<OpenCodeHooksService>().Configure));

        // Services start in the order of their registration.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(provider => provider.GetRequiredService<OpenCodeHooksService>()));
        return services;
    }
}
