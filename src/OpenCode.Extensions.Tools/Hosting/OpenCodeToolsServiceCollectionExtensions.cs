using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using OpenCode;
using OpenCode.Hosting;
using OpenCode.Tools.Names;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides extension methods that register tools of the agent.</summary>
public static class OpenCodeToolsServiceCollectionExtensions
{
    /// <summary>
    /// Registers tools that the agent can use while the host runs. They are added when the host starts, after a server that
    /// starts with the host, and removed when the host stops. The service <see cref="OpenCodeTools"/> with the key
    /// <paramref name="name"/> is available while the host runs.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the tools, which is the prefix of all their names.</param>
    /// <param name="functions">The functions.</param>
    /// <param name="configure">
    /// Sets options. By default, <see cref="OpenCodeToolsOptions.Services"/> is the application's service provider.
    /// </param>
    /// <param name="client">
    /// Returns the client or a view of it, which determines the directory; null for the registered <see cref="OpenCodeClient"/>.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the name is invalid or already registered.</exception>
    /// <example><code>
    /// builder.Services.AddOpenCodeClient();
    /// builder.Services.AddOpenCodeTools("shop", [AIFunctionFactory.Create(GetOrder)], client: s => s.GetRequiredService&lt;OpenCodeClient&gt;().In("/repos/shop"));
    /// </code></example>
    public static IServiceCollection AddOpenCodeTools(
        this IServiceCollection services, string name, IEnumerable<AIFunction> functions, Action<OpenCodeToolsOptions>? configure = null, Func<IServiceProvider, OpenCodeClient>? client = null)
    {
        ArgumentNullException.ThrowIfNull(functions);
        return services.AddOpenCodeTools(name, _ => functions, configure, client);
    }

    /// <summary>Registers tools whose functions are created from services.</summary>
    /// <inheritdoc cref="AddOpenCodeTools(IServiceCollection, string, IEnumerable{AIFunction}, Action{OpenCodeToolsOptions}?, Func{IServiceProvider, OpenCodeClient}?)" path="/remarks|/returns|/exception"/>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the tools, which is the prefix of all their names.</param>
    /// <param name="functions">Creates the functions when the host starts.</param>
    /// <param name="configure">
    /// Sets options. By default, <see cref="OpenCodeToolsOptions.Services"/> is the application's service provider.
    /// </param>
    /// <param name="client">
    /// Returns the client or a view of it, which determines the directory; null for the registered <see cref="OpenCodeClient"/>.
    /// </param>
    public static IServiceCollection AddOpenCodeTools(
        this IServiceCollection services, string name, Func<IServiceProvider, IEnumerable<AIFunction>> functions, Action<OpenCodeToolsOptions>? configure = null, Func<IServiceProvider, OpenCodeClient>? client = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ToolNames.RequireServerName(name, nameof(name));
        ArgumentNullException.ThrowIfNull(functions);
        if (services.Any(service => service.ServiceType == typeof(OpenCodeToolsService) && Equals(service.ServiceKey, name)))
        {
            throw new ArgumentException($"Tools '{name}' are already registered. Use another name.", nameof(name));
        }

        services.AddKeyedSingleton(name, (provider, _) =>
        {
            var options = new OpenCodeToolsOptions { Services = provider };
            configure?.Invoke(options);
            return new OpenCodeToolsService(provider, name, functions, options, client ?? (static s => s.GetRequiredService<OpenCodeClient>()));
        });
        services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredKeyedService<OpenCodeToolsService>(name).Tools);
        return services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<OpenCodeToolsService>(name));
    }
}
