using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using OpenCode;
using OpenCode.Hosting;
using OpenCode.Tools.Names;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers tools of the agent.</summary>
public static class OpenCodeToolsServiceCollectionExtensions
{
    /// <summary>
    /// Gives the agent tools while the host runs. They are added when the host starts, after a server that starts with the host, and taken
    /// away when it stops. The service <see cref="OpenCodeTools"/> with the key <paramref name="name"/> is available while the host runs.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the tools, with which the names of all of them start.</param>
    /// <param name="functions">The functions.</param>
    /// <param name="configure">Sets options. <see cref="OpenCodeToolsOptions.Services"/> is the application's service provider by default.</param>
    /// <param name="client">The client or a view of it, which decides about the directory; the registered <see cref="OpenCodeClient"/> by default.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the name is not valid or registered already.</exception>
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

    /// <summary>Gives the agent tools that are made of services.</summary>
    /// <inheritdoc cref="AddOpenCodeTools(IServiceCollection, string, IEnumerable{AIFunction}, Action{OpenCodeToolsOptions}?, Func{IServiceProvider, OpenCodeClient}?)" path="/remarks|/returns|/exception"/>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the tools, with which the names of all of them start.</param>
    /// <param name="functions">Makes the functions when the host starts.</param>
    /// <param name="configure">Sets options. <see cref="OpenCodeToolsOptions.Services"/> is the application's service provider by default.</param>
    /// <param name="client">The client or a view of it, which decides about the directory; the registered <see cref="OpenCodeClient"/> by default.</param>
    public static IServiceCollection AddOpenCodeTools(
        this IServiceCollection services, string name, Func<IServiceProvider, IEnumerable<AIFunction>> functions, Action<OpenCodeToolsOptions>? configure = null, Func<IServiceProvider, OpenCodeClient>? client = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ToolNames.RequireServerName(name, nameof(name));
        ArgumentNullException.ThrowIfNull(functions);
        if (services.Any(service => service.ServiceType == typeof(OpenCodeToolsService) && Equals(service.ServiceKey, name)))
        {
            throw new ArgumentException($"Tools '{name}' are registered already.", nameof(name));
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
