using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenCode;
using OpenCode.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers opencode servers that run while the host runs.</summary>
public static class OpenCodeServerServiceCollectionExtensions
{
    /// <summary>
    /// Starts a server with the host, before its other services, and stops it with the host. A client that
    /// <see cref="OpenCodeClientServiceCollectionExtensions.AddOpenCodeClient(IServiceCollection, Action{OpenCodeClientOptions}?)"/>
    /// registers without a base URL connects to it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Configures the options.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <example><code>
    /// builder.Services.AddOpenCodeServer(o => o.Port = 0);
    /// builder.Services.AddOpenCodeClient();
    /// </code></example>
    public static IServiceCollection AddOpenCodeServer(this IServiceCollection services, Action<OpenCodeServerOptions>? configure = null) =>
        Add(services, Options.Options.DefaultName, configure);

    /// <summary>
    /// Registers a server with options from configuration. The keys are the property names of
    /// <see cref="OpenCodeServerOptions"/>. Set the configuration of the server as JSON text in <c>ConfigJson</c>. A
    /// <c>Config</c> section and unknown keys prevent the host from starting.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The configuration section, for example <c>configuration.GetSection("OpenCode:Server")</c>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddOpenCodeServer(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddOpenCodeServer(options => OpenCodeServerSettings.Bind(section, options));
    }

    /// <summary>Registers a named server. The client with the same name connects to it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the client that belongs to the server.</param>
    /// <param name="configure">Configures the options.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the name is empty.</exception>
    public static IServiceCollection AddOpenCodeServer(this IServiceCollection services, string name, Action<OpenCodeServerOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(services, name, configure);
    }

    /// <summary>Registers a named server with options from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the client that belongs to the server.</param>
    /// <param name="section">The configuration section, for example <c>configuration.GetSection("OpenCode:Server")</c>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the name is empty.</exception>
    public static IServiceCollection AddOpenCodeServer(this IServiceCollection services, string name, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddOpenCodeServer(name, options => OpenCodeServerSettings.Bind(section, options));
    }

    private static IServiceCollection Add(IServiceCollection services, string name, Action<OpenCodeServerOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OpenCodeServerOptions>, OpenCodeOptionsValidator>());
        services.AddOptions<OpenCodeServerOptions>(name).Configure(options => configure?.Invoke(options)).ValidateOnStart();
        if (services.Any(s => s.ServiceType == typeof(OpenCodeServerService) && Equals(s.ServiceKey, name)))
        {
            return services;
        }

        services.AddKeyedSingleton(name, (provider, _) => ActivatorUtilities.CreateInstance<OpenCodeServerService>(provider, provider.GetRequiredService<IOptionsMonitor<OpenCodeServerOptions>>().Get(name)));
        return services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<OpenCodeServerService>(name));
    }
}
