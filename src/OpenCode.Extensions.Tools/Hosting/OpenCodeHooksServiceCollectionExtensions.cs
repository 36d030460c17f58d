using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenCode;
using OpenCode.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides extension methods that register hooks.</summary>
public static class OpenCodeHooksServiceCollectionExtensions
{
    /// <summary>
    /// Registers hooks that run while the host runs. Servers that start with the host load them. The service
    /// <see cref="OpenCodeHooks"/> is available while the host runs.
    /// </summary>
    /// <remarks>
    /// The hooks start before the servers, regardless of the order of registration, unless
    /// <see cref="HostOptions.ServicesStartConcurrently"/> is true.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the handlers and options. It can use services of the application.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">An argument is null, or hooks are already registered.</exception>
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
            throw new ArgumentException("Hooks are already registered. Call AddOpenCodeHooks only once.", nameof(services));
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
