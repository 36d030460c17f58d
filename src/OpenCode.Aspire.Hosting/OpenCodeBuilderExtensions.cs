using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenCode;
using OpenCode.Aspire.Lifecycle;
using OpenCode.Models;

namespace Aspire.Hosting;

/// <summary>Adds opencode servers to an Aspire application.</summary>
public static class OpenCodeBuilderExtensions
{
    /// <summary>
    /// Adds an opencode server. It runs on this machine while the application runs, listens on 127.0.0.1, has a generated password, works in
    /// the directory of the app host, and is unattended (<see cref="WithUnattended"/>).
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource, and of its connection string.</param>
    /// <param name="port">The port of the server; by default any free one.</param>
    /// <param name="password">The password; by default the parameter <c>{name}-password</c>, which is generated.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">An argument is null, the name is empty or invalid, or the port is not one.</exception>
    /// <remarks>
    /// A published application has no server of its own. A connection string with the name of the resource replaces the resource, and
    /// contains the address of a server that you operate elsewhere.
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

    /// <summary>Sets the model of the agent, unless a prompt or an agent names another one.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="model">A model in the form <c>provider/model</c>.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException"><paramref name="model"/> is null or does not have this form.</exception>
    public static IResourceBuilder<OpenCodeResource> WithModel(this IResourceBuilder<OpenCodeResource> builder, string model)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(model);
        builder.Resource.Setup.Model = PromptModel.Parse(model);
        return builder;
    }

    /// <summary>Sets the configuration of the server, which overrides the project's and the user's own.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="config">The configuration. <see cref="WithModel"/> overrides its model.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>
    /// Pass keys of providers as environment variables from secret parameters, so that they are not part of the code:
    /// <c>WithEnvironment("ANTHROPIC_API_KEY", builder.AddParameter("anthropic-key", secret: true))</c>.
    /// </remarks>
    public static IResourceBuilder<OpenCodeResource> WithConfig(this IResourceBuilder<OpenCodeResource> builder, Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return builder.WithServerOptions(options => options.Config = config);
    }

    /// <summary>
    /// Sets the directory for everything that the server keeps: sessions, credentials, caches, and logs. By default, it shares the directories
    /// of the current user.
    /// </summary>
    /// <param name="builder">The resource.</param>
    /// <param name="directory">The directory; a relative path begins at the directory of the app host. It is created if it does not exist.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the directory is empty.</exception>
    public static IResourceBuilder<OpenCodeResource> WithDataDirectory(this IResourceBuilder<OpenCodeResource> builder, string directory)
    {
        var path = FullPath(builder, directory);
        return builder.WithServerOptions(options => options.DataDirectory = path);
    }

    /// <summary>Sets the directory of the project that the agent works in. By default, it is the directory of the app host.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="directory">The directory; a relative path begins at the directory of the app host.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the directory is empty.</exception>
    public static IResourceBuilder<OpenCodeResource> WithWorkingDirectory(this IResourceBuilder<OpenCodeResource> builder, string directory)
    {
        var path = FullPath(builder, directory);
        return builder.WithServerOptions(options => options.WorkingDirectory = path);
    }

    /// <summary>Sets the executable. The default is that of <see cref="OpenCodeServerOptions.ExecutablePath"/>.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The executable; a relative path begins at the directory of the app host.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the path is empty.</exception>
    public static IResourceBuilder<OpenCodeResource> WithExecutable(this IResourceBuilder<OpenCodeResource> builder, string path)
    {
        var executable = FullPath(builder, path);
        return builder.WithServerOptions(options => options.ExecutablePath = executable);
    }

    /// <summary>Sets the password that clients need.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="password">A parameter, which should be secret. A server whose password is empty does not start.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IResourceBuilder<OpenCodeResource> WithPassword(this IResourceBuilder<OpenCodeResource> builder, IResourceBuilder<ParameterResource> password)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(password);
        builder.Resource.Password = password.Resource;
        return builder;
    }

    /// <summary>Sets whether no one can reply to the agent: <see cref="OpenCodeServerOptions.Unattended"/>.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="unattended">True if no one can reply, which is the default of the resource.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static IResourceBuilder<OpenCodeResource> WithUnattended(this IResourceBuilder<OpenCodeResource> builder, bool unattended = true) =>
        builder.WithServerOptions(options => options.Unattended = unattended);

    /// <summary>Sets other options of the server, for example <see cref="OpenCodeServerOptions.Restart"/> or <see cref="OpenCodeServerOptions.PrintLogs"/>.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="configure">
    /// Sets options, before each start. The resource itself sets address, port, password, and log; a server with other values of them does
    /// not start.
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
