using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenCode;
using OpenCode.Hosting;
using OpenCode.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers opencode clients.</summary>
public static class OpenCodeClientServiceCollectionExtensions
{
    /// <summary>
    /// Registers an <see cref="OpenCodeClient"/> as a singleton that uses connections of <see cref="IHttpClientFactory"/>. Its options
    /// are validated when the host starts. If no base URL is set, the client connects to the server that
    /// <see cref="OpenCodeServerServiceCollectionExtensions.AddOpenCodeServer(IServiceCollection, Action{OpenCodeServerOptions}?)"/>
    /// registers; without such a server, it connects to a server on this machine.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Configures the options.</param>
    /// <returns>
    /// The builder of the client's connections, to which you can add handlers and resilience. The client retries requests itself.
    /// If your handler retries, set <see cref="OpenCodeClientOptions.MaxRetries"/> to 0. A resilience handler that is a default
    /// for all clients of the application is removed, because it would send prompts repeatedly; add it here to keep it. The
    /// loggers of the factory are also removed, because they log the values of headers; <c>AddDefaultLogger()</c> restores them.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <example><code>
    /// builder.Services.AddOpenCodeClient(o => o.BaseUrl = new Uri("http://localhost:4096"));
    /// </code></example>
    public static IHttpClientBuilder AddOpenCodeClient(this IServiceCollection services, Action<OpenCodeClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => CreateClient(provider, Options.Options.DefaultName));
        return Add(services, Options.Options.DefaultName, configure);
    }

    /// <summary>
    /// Registers a client with options from configuration. The keys are the property names of
    /// <see cref="OpenCodeClientOptions"/>; <c>Headers</c> is a section with a key for each header.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The configuration section, for example <c>configuration.GetSection("OpenCode")</c>.</param>
    /// <inheritdoc cref="AddOpenCodeClient(IServiceCollection, Action{OpenCodeClientOptions}?)" path="/returns"/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IHttpClientBuilder AddOpenCodeClient(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddOpenCodeClient(options => section.Bind(options));
    }

    /// <summary>Registers a client as a keyed singleton. You can register several clients with different names.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key of the service, for example for <see cref="FromKeyedServicesAttribute"/>.</param>
    /// <param name="configure">Configures the options.</param>
    /// <inheritdoc cref="AddOpenCodeClient(IServiceCollection, Action{OpenCodeClientOptions}?)" path="/returns"/>
    /// <exception cref="ArgumentException">An argument is null, or the name is empty.</exception>
    public static IHttpClientBuilder AddOpenCodeClient(this IServiceCollection services, string name, Action<OpenCodeClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        services.TryAddKeyedSingleton(name, (provider, _) => CreateClient(provider, name));
        return Add(services, name, configure);
    }

    /// <summary>Registers a client as a keyed singleton with options from configuration.</summary>
    /// <inheritdoc cref="AddOpenCodeClient(IServiceCollection, string, Action{OpenCodeClientOptions}?)" path="/returns|/exception"/>
    /// <param name="services">The services.</param>
    /// <param name="name">The key of the service.</param>
    /// <param name="section">The configuration section, for example <c>configuration.GetSection("OpenCode")</c>.</param>
    public static IHttpClientBuilder AddOpenCodeClient(this IServiceCollection services, string name, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddOpenCodeClient(name, options => section.Bind(options));
    }

    internal static string HttpClientName(string name) => name.Length == 0 ? "OpenCode" : $"OpenCode:{name}";

    private static IHttpClientBuilder Add(IServiceCollection services, string name, Action<OpenCodeClientOptions>? configure)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OpenCodeClientOptions>, OpenCodeOptionsValidator>());
        services.AddOptions<OpenCodeClientOptions>(name)
            .Configure(options => configure?.Invoke(options))
            .PostConfigure<IServiceProvider>((options, provider) => Complete(options, name, provider))
            .ValidateOnStart();
        return services.AddHttpClient(HttpClientName(name))

            // The client logs its calls itself. The loggers of the factory would add headers, whose structured values include
            // secrets.
            .RemoveAllLoggers()
            .ConfigureHttpClient(static http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => Connection.CreateHandler(OptionsOf(provider, name)))
            .ConfigureAdditionalHttpMessageHandlers(static (handlers, _) => DropInheritedResilience(handlers))

            // The client is a singleton; its handler renews the connections itself.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets the options that the container provides.</summary>
    private static void Complete(OpenCodeClientOptions options, string name, IServiceProvider provider)
    {
        options.LoggerFactory ??= provider.GetService<ILoggerFactory>();
        if (options.TimeProvider == TimeProvider.System && provider.GetService<TimeProvider>() is { } time)
        {
            options.TimeProvider = time;
        }

        if (options.BaseUrl is null && provider.GetKeyedService<OpenCodeServerService>(name) is { } server)
        {
            options.SetServer(server.ClientOptions);
        }

        options.BaseUrl ??= OpenCodeClientOptions.DefaultBaseUrl;
    }

    /// <summary>
    /// Removes inherited resilience handlers. The defaults for all clients of an application often include a resilience handler,
    /// which sends prompts twice and ends them after 30 seconds. A handler that is added to this client is added later and is
    /// kept.
    /// </summary>
    private static void DropInheritedResilience(IList<DelegatingHandler> handlers)
    {
        foreach (var handler in handlers.Where(h => h.GetType().FullName == "Microsoft.Extensions.Http.Resilience.ResilienceHandler").ToList())
        {
            handlers.Remove(handler);
        }
    }

    private static OpenCodeClient CreateClient(IServiceProvider provider, string name) =>
        new(provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName(name)), OptionsOf(provider, name));

    private static OpenCodeClientOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<OpenCodeClientOptions>>().Get(name);
}
