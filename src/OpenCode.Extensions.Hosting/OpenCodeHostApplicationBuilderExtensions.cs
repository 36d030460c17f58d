using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenCode;
using OpenCode.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers opencode clients whose servers are named by connection strings, for example those of Aspire.</summary>
public static class OpenCodeHostApplicationBuilderExtensions
{
    /// <summary>
    /// Registers an <see cref="OpenCodeClient"/> as a singleton, and a health check of its server with the name <c>opencode</c>. Address,
    /// user name and password come from the connection string, which is read when the host starts.
    /// </summary>
    /// <param name="builder">The builder of the host.</param>
    /// <param name="connectionName">The name of the connection string, for example of the resource in an Aspire application.</param>
    /// <param name="configureSettings">Changes how the client is registered.</param>
    /// <param name="configure">Sets more options. They override the connection string.</param>
    /// <inheritdoc cref="OpenCodeClientServiceCollectionExtensions.AddOpenCodeClient(IServiceCollection, Action{OpenCodeClientOptions}?)" path="/returns"/>
    /// <exception cref="ArgumentException">An argument is null, or the name is empty.</exception>
    /// <remarks>
    /// If the connection string is missing or invalid, the host does not start: an <see cref="InvalidOperationException"/> names it, without
    /// its value. For traces and metrics, add the source and the meter <see cref="OpenCode.Diagnostics.OpenCodeTelemetry.Name"/> to OpenTelemetry.
    /// </remarks>
    /// <example><code>
    /// builder.AddOpenCodeClient("agent");
    /// </code></example>
    public static IHttpClientBuilder AddOpenCodeClient(
        this IHostApplicationBuilder builder, string connectionName, Action<OpenCodeClientSettings>? configureSettings = null, Action<OpenCodeClientOptions>? configure = null)
    {
        var settings = Check(builder, connectionName, configureSettings);
        AddHealthCheck(builder.Services, settings, clientName: null);
        return builder.Services.AddOpenCodeClient(options => Apply(options, builder.Configuration, connectionName, settings, configure));
    }

    /// <summary>Registers an <see cref="OpenCodeClient"/> as a keyed singleton, and a health check of its server with the name <c>opencode-{name}</c>.</summary>
    /// <param name="builder">The builder of the host.</param>
    /// <param name="name">The key of the service, and the name of the connection string.</param>
    /// <param name="configureSettings">Changes how the client is registered.</param>
    /// <param name="configure">Sets more options. They override the connection string.</param>
    /// <inheritdoc cref="AddOpenCodeClient" path="/returns|/exception|/remarks"/>
    public static IHttpClientBuilder AddKeyedOpenCodeClient(
        this IHostApplicationBuilder builder, string name, Action<OpenCodeClientSettings>? configureSettings = null, Action<OpenCodeClientOptions>? configure = null)
    {
        var settings = Check(builder, name, configureSettings);
        AddHealthCheck(builder.Services, settings, name);
        return builder.Services.AddOpenCodeClient(name, options => Apply(options, builder.Configuration, name, settings, configure));
    }

    private static OpenCodeClientSettings Check(IHostApplicationBuilder builder, string name, Action<OpenCodeClientSettings>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var settings = new OpenCodeClientSettings();
        configure?.Invoke(settings);
        return settings;
    }

    /// <summary>Adds a check once, because a check of the same name would fail all checks.</summary>
    private static void AddHealthCheck(IServiceCollection services, OpenCodeClientSettings settings, string? clientName)
    {
        if (settings.DisableHealthChecks)
        {
            return;
        }

        var registration = OpenCodeHealthCheck.Register(clientName);
        services.AddHealthChecks();
        services.Configure<HealthCheckServiceOptions>(options =>
        {
            if (options.Registrations.All(other => other.Name != registration.Name))
            {
                options.Registrations.Add(registration);
            }
        });
    }

    private static void Apply(OpenCodeClientOptions options, IConfiguration configuration, string name, OpenCodeClientSettings settings, Action<OpenCodeClientOptions>? configure)
    {
        var read = Read(settings.ConnectionString ?? configuration.GetConnectionString(name), name);
        (options.BaseUrl, options.Username, options.Password, options.Directory) = (read.BaseUrl, read.Username, read.Password, read.Directory);
        configure?.Invoke(options);
    }

    private static OpenCodeClientOptions Read(string? connectionString, string name)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException($"The connection string {name} is missing. Set ConnectionStrings:{name} in the configuration; in an Aspire application, reference the resource with WithReference.");
        }

        try
        {
            return OpenCodeClientOptions.FromConnectionString(connectionString!);
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"The connection string {name} cannot be used. {e.Message}", e);
        }
    }
}
