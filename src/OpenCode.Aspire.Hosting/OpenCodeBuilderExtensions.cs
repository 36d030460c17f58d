using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenCode;
using OpenCode.Aspire.Lifecycle;
using OpenCode.Models;

namespace Aspire.Hosting;

/// <summary>Provides extension methods that add opencode servers to an Aspire application.</summary>
public static class OpenCodeBuilderExtensions
{
    /// <summary>
    /// Adds an opencode server. It runs on this machine while the application runs, and listens on 127.0.0.1. By default, it has
    /// a generated password, works in the directory of the app host, and is unattended (<see cref="WithUnattended"/>).
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource and of its connection string.</param>
    /// <param name="port">The port of the server, from 1 to 65535; null for any free port.</param>
    /// <param name="password">The password; null for the parameter <c>{name}-password</c>, which is generated.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">
    /// An argument is null, the name is empty or invalid, or the port is out of range.
    /// </exception>
    /// <remarks>
    /// A published application doesn't start a server. A connection string with the name of the resource replaces the resource,
    /// and contains the address of a server that you operate yourself.
    /// </remarks>
    /// <example><code>
    /// var agent = builder.AddOpenCode("agent").WithModel("anthropic/claude-sonnet-4-5").WithWorkingDirectory("../shop");
    /// builder.AddProject&lt;Projects.Reviewer&gt;("reviewer").WithReference(agent).WaitFor(agent);
    /// </code></example>
    public static IResourceBuilder<OpenCodeResource> AddOpenCode(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(port ?? 1, nameof(port));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port ?? 1, ushort.MaxValue, nameof(port));
        var resource = new OpenCodeResource(name, password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false));
        if (builder.ExecutionContext.IsPublishMode)
        {
            resource.Published = builder.AddConnectionString(name).Resource;
            return builder.CreateResourceBuilder(resource);
        }

        resource.PrimaryEndpoint.EndpointAnnotation.Port = port;
        resource.Setup.Add(options => options.WorkingDirectory = builder.AppHostDirectory);
        builder.Services.TryAddSingleton<ServerRunners>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ServerRunners>(services => services.GetRequiredService<ServerRunners>()));
        var check = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(check, services => new ServerHealthCheck(resource, services.GetRequiredService<ServerRunners>()), failureStatus: null, tags: null));
        return builder.AddResource(resource)
            .WithInitialState(new CustomResourceSnapshot { ResourceType = ServerStatus.ResourceType, State = KnownResourceStates.NotStarted, Properties = [] })
            .WithIconName("Bot")
            .WithHealthCheck(check)
            .WithLifecycleCommands()
            .OnInitializeResource((initialized, context, cancellationToken) => context.Services.GetRequiredService<ServerRunners>().Of(initialized).InitializeAsync(cancellationToken));
    }

    /// <summary>Sets the model, unless a prompt or an agent specifies another one.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="model">A model in the form <c>provider/model</c>.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException"><paramref name="model"/> is null or empty.</exception>
    /// <exception cref="FormatException"><paramref name="model"/> doesn't have this form.</exception>
    public static IResourceBuilder<OpenCodeResource> WithModel(this IResourceBuilder<OpenCodeResource> builder, string model)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(model);
        builder.Resource.Setup.Model = PromptModel.Parse(model);
        return builder;
    }

    /// <summary>Sets the configuration of the server. It overrides the configuration of the project and the user.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="config">The configuration. <see cref="WithModel"/> overrides its model.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>
    /// Pass API keys of providers as environment variables from secret parameters, so that they aren't part of the code:
    /// <c>WithEnvironment("ANTHROPIC_API_KEY", builder.AddParameter("anthropic-key", secret: true))</c>.
    /// </remarks>
    public static IResourceBuilder<OpenCodeResource> WithConfig(this IResourceBuilder<OpenCodeResource> builder, Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return builder.WithServerOptions(options => options.Config = config);
    }

    /// <summary>
    /// Sets the directory in which the server stores all its data: sessions, credentials, caches, and logs. By default, the
    /// server shares the directories of the current user.
    /// </summary>
    /// <param name="builder">The resource.</param>
    /// <param name="directory">
    /// The directory. A relative path starts at the directory of the app host. The directory is created if it doesn't exist.
    /// </param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the directory is empty.</exception>
    public static IResourceBuilder<OpenCodeResource> WithDataDirectory(this IResourceBuilder<OpenCodeResource> builder, string directory)
    {
        var path = FullPath(builder, directory);
        return builder.WithServerOptions(options => options.DataDirectory = path);
    }

    /// <summary>
    /// Sets the directory of the project that the agent works in. The default is the directory of the app host.
    /// </summary>
    /// <param name="builder">The resource.</param>
    /// <param name="directory">The directory. A relative path starts at the directory of the app host.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the directory is empty.</exception>
    public static IResourceBuilder<OpenCodeResource> WithWorkingDirectory(this IResourceBuilder<OpenCodeResource> builder, string directory)
    {
        var path = FullPath(builder, directory);
        return builder.WithServerOptions(options => options.WorkingDirectory = path);
    }

    /// <summary>
    /// Sets the executable. By default, it is found as described for <see cref="OpenCodeServerOptions.ExecutablePath"/>.
    /// </summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path of the executable. A relative path starts at the directory of the app host.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the path is empty.</exception>
    public static IResourceBuilder<OpenCodeResource> WithExecutable(this IResourceBuilder<OpenCodeResource> builder, string path)
    {
        var executable = FullPath(builder, path);
        return builder.WithServerOptions(options => options.ExecutablePath = executable);
    }

    /// <summary>Sets the password that clients must send.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="password">A parameter, which should be secret. If its value is empty, the server doesn't start.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IResourceBuilder<OpenCodeResource> WithPassword(this IResourceBuilder<OpenCodeResource> builder, IResourceBuilder<ParameterResource> password)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(password);
        builder.Resource.Password = password.Resource;
        return builder;
    }

    /// <summary>
    /// Sets whether the server is unattended, so that no one can reply to the agent. See
    /// <see cref="OpenCodeServerOptions.Unattended"/>.
    /// </summary>
    /// <param name="builder">The resource.</param>
    /// <param name="unattended">Whether no one can reply. The default of the resource is true.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static IResourceBuilder<OpenCodeResource> WithUnattended(this IResourceBuilder<OpenCodeResource> builder, bool unattended = true) =>
        builder.WithServerOptions(options => options.Unattended = unattended);

    /// <summary>Sets other options of the server, for example <see cref="OpenCodeServerOptions.Restart"/> or <see cref="OpenCodeServerOptions.PrintLogs"/>.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="configure">
    /// Sets options before each start. The resource itself sets the host name, the port, the password, and the logger. If the
    /// callback changes one of them, the server doesn't start.
    /// </param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IResourceBuilder<OpenCodeResource> WithServerOptions(this IResourceBuilder<OpenCodeResource> builder, Action<OpenCodeServerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Resource.Setup.Add(configure);
        return builder;
    }

    private static string FullPath(IResourceBuilder<OpenCodeResource> builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetFullPath(Path.Combine(builder.ApplicationBuilder.AppHostDirectory, path));
    }
}
