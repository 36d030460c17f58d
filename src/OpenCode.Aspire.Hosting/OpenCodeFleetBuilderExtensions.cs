using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpenCode;
using OpenCode.Aspire.Fleet;
using OpenCode.Models;

namespace Aspire.Hosting;

/// <summary>
/// Provides extension methods that add fleets to an Aspire application. The processes of a fleet run the tool
/// <c>opencode-fleet</c>, which is the package <c>OpenCodeNet.Fleet.Tool</c>.
/// </summary>
public static class OpenCodeFleetBuilderExtensions
{
    private const int MaxMachines = 100;
    private const int MaxJobs = 1000;

    /// <summary>
    /// Adds a fleet with a store and a web page, which run on this machine while the application runs, and listen on 127.0.0.1.
    /// <see cref="WithMachines"/> and <see cref="AddMachine"/> add the machines that run jobs. The fleet is healthy when its
    /// first machine responds.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource and of its connection string. The name of its store is <c>{name}-store</c>.</param>
    /// <param name="port">The port of the page, from 1 to 65535; null for any free port.</param>
    /// <param name="storePort">The port of the store, from 1 to 65535; null for any free port.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">
    /// An argument is null, the name is empty or invalid, or a port is out of range.
    /// </exception>
    /// <remarks>
    /// A published application doesn't start a fleet. A connection string with the name of the resource replaces the resource,
    /// and contains the address of the store of a fleet that you operate yourself.
    /// </remarks>
    /// <example><code>
    /// var fleet = builder.AddOpenCodeFleet("fleet").WithModel("anthropic/claude-sonnet-4-5").WithMachines(3);
    /// builder.AddProject&lt;Projects.Reviewer&gt;("reviewer").WithReference(fleet).WaitFor(fleet);
    /// </code></example>
    public static IResourceBuilder<OpenCodeFleetResource> AddOpenCodeFleet(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, int? storePort = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        CheckPort(port, nameof(port));
        CheckPort(storePort, nameof(storePort));
        var fleet = new OpenCodeFleetResource(name, builder.AppHostDirectory);
        if (builder.ExecutionContext.IsPublishMode)
        {
            fleet.Published = builder.AddConnectionString(name).Resource;
            return builder.CreateResourceBuilder(fleet);
        }

        fleet.Setup.Add(fleet);
        fleet.Setup.Add(fleet.Store);
        fleet.PageEndpoint.EndpointAnnotation.Port = port;
        fleet.StoreEndpoint.EndpointAnnotation.Port = storePort;
        var check = $"{fleet.Store.Name}_check";
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MachineShutdown>());
        StoreHealthCheck.Add(builder.Services, check, fleet.StoreEndpoint);
        var store = builder.AddResource(fleet.Store)
            .WithIconName("Database")
            .WithHealthCheck(check)
            .WithParentRelationship(fleet)
            .WithArgs(context => fleet.Setup.AddArguments(context, "store", "--port", fleet.StoreEndpoint.Property(EndpointProperty.Port), "--data", Folder(fleet, context)));
        return builder.AddResource(fleet)
            .WithIconName("BotSparkle")
            .WithHttpHealthCheck("/")
            .WaitFor(store)
            .WithArgs(context => fleet.Setup.AddArguments(context, "page", "--wait", "--port", fleet.PageEndpoint.Property(EndpointProperty.Port), "--store", fleet.ConnectionStringExpression));
    }

    /// <summary>Adds a machine to the fleet: a process that runs jobs, with a folder and opencode servers of its own.</summary>
    /// <param name="builder">The fleet.</param>
    /// <param name="name">The name of the resource and of the machine.</param>
    /// <param name="jobs">The maximum number of jobs at the same time, from 0 to 1000. A machine with 0 only stores data.</param>
    /// <returns>The builder of the machine.</returns>
    /// <exception cref="ArgumentException">
    /// An argument is null, the name is empty or invalid, or the number is out of range.
    /// </exception>
    /// <exception cref="DistributedApplicationException">A resource has the same name.</exception>
    /// <example><code>
    /// fleet.AddMachine("windows", jobs: 2).WithArgs("--label", "windows");
    /// </code></example>
    public static IResourceBuilder<OpenCodeFleetMachineResource> AddMachine(this IResourceBuilder<OpenCodeFleetResource> builder, [ResourceName] string name, int jobs = 4)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(jobs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(jobs, MaxJobs);
        var fleet = builder.Resource;
        var machine = new OpenCodeFleetMachineResource(name, fleet);
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return builder.ApplicationBuilder.CreateResourceBuilder(machine);
        }

        fleet.Setup.Add(machine);
        return builder.ApplicationBuilder.AddResource(machine)
            .WithIconName("Bot")
            .WithParentRelationship(fleet)
            .WithEnvironment(context => fleet.Setup.AddVariables(context.EnvironmentVariables))
            .WithArgs(context => fleet.Setup.AddArguments(
                context, "up", "--name", name, "--jobs", jobs.ToString(CultureInfo.InvariantCulture), "--store", fleet.ConnectionStringExpression, "--data", Folder(fleet, context)))
            .WaitFor(builder.ApplicationBuilder.CreateResourceBuilder(fleet.Store));
    }

    /// <summary>Adds machines with the names <c>{fleet}-machine-0</c>, <c>{fleet}-machine-1</c>, and so on.</summary>
    /// <param name="builder">The fleet.</param>
    /// <param name="count">The number of machines, from 1 to 100.</param>
    /// <param name="configure">Configures each machine, for example its environment; null for the defaults.</param>
    /// <param name="jobs">The maximum number of jobs that each machine runs at the same time, from 0 to 1000.</param>
    /// <returns>The builder of the fleet.</returns>
    /// <exception cref="ArgumentException"><paramref name="builder"/> is null, or the number is out of range.</exception>
    /// <exception cref="DistributedApplicationException">The method was called twice.</exception>
    /// <example><code>
    /// var key = builder.AddParameter("anthropic-key", secret: true);
    /// fleet.WithMachines(3, machine => machine.WithEnvironment("ANTHROPIC_API_KEY", key));
    /// </code></example>
    public static IResourceBuilder<OpenCodeFleetResource> WithMachines(
        this IResourceBuilder<OpenCodeFleetResource> builder, int count, Action<IResourceBuilder<OpenCodeFleetMachineResource>>? configure = null, int jobs = 4)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxMachines);
        for (var i = 0; i < count; i++)
        {
            var machine = builder.AddMachine(string.Create(CultureInfo.InvariantCulture, $"{builder.Resource.Name}-machine-{i}"), jobs);
            configure?.Invoke(machine);
        }

        return builder;
    }

    /// <summary>Sets the model of jobs that don't name one.</summary>
    /// <param name="builder">The fleet.</param>
    /// <param name="model">A model in the form <c>provider/model</c>.</param>
    /// <returns>The builder of the fleet.</returns>
    /// <exception cref="ArgumentException"><paramref name="model"/> is null or empty.</exception>
    /// <exception cref="FormatException"><paramref name="model"/> doesn't have this form.</exception>
    public static IResourceBuilder<OpenCodeFleetResource> WithModel(this IResourceBuilder<OpenCodeFleetResource> builder, string model)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(model);
        builder.Resource.Setup.Model = PromptModel.Parse(model);
        return builder;
    }

    /// <summary>
    /// Sets the configuration of the servers of all machines. It overrides the configuration of the projects and the user.
    /// </summary>
    /// <param name="builder">The fleet.</param>
    /// <param name="config">
    /// The configuration. <see cref="WithModel"/> overrides its model. Machines receive it in an environment variable, which Linux
    /// limits to 128 KiB.
    /// </param>
    /// <returns>The builder of the fleet.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>
    /// Pass API keys of providers as environment variables of the machines, so that they aren't part of the code
    /// (<see cref="WithMachines"/>).
    /// </remarks>
    public static IResourceBuilder<OpenCodeFleetResource> WithConfig(this IResourceBuilder<OpenCodeFleetResource> builder, Config config)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(config);
        builder.Resource.Setup.Config = config;
        return builder;
    }

    /// <summary>
    /// Sets the folder for all data: the store, and, for each machine, workspaces and the sessions of its servers. By default, it is
    /// a folder of the application in <c>obj</c> of the app host.
    /// </summary>
    /// <param name="builder">The fleet.</param>
    /// <param name="directory">
    /// The folder. A relative path starts at the directory of the app host. The folder is created if it doesn't exist.
    /// </param>
    /// <returns>The builder of the fleet.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the directory is empty.</exception>
    public static IResourceBuilder<OpenCodeFleetResource> WithDataDirectory(this IResourceBuilder<OpenCodeFleetResource> builder, string directory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        builder.Resource.Setup.DataDirectory = Path.GetFullPath(Path.Combine(builder.ApplicationBuilder.AppHostDirectory, directory));
        return builder;
    }

    /// <summary>Sets the command that runs the tool. The default is <c>opencode-fleet</c>, a global tool.</summary>
    /// <param name="builder">The fleet.</param>
    /// <param name="command">A command on <c>PATH</c>, or a path that starts at the directory of the app host.</param>
    /// <param name="arguments">The arguments before those of the tool.</param>
    /// <returns>The builder of the fleet.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the command is empty.</exception>
    /// <example>A tool of the repository:<code>
    /// fleet.WithTool("dotnet", "tool", "run", "opencode-fleet");
    /// </code></example>
    public static IResourceBuilder<OpenCodeFleetResource> WithTool(this IResourceBuilder<OpenCodeFleetResource> builder, string command, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(arguments);
        var isName = command.AsSpan().IndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) < 0;
        builder.Resource.Setup.SetTool(isName ? command : Path.GetFullPath(Path.Combine(builder.ApplicationBuilder.AppHostDirectory, command)), arguments);
        return builder;
    }

    private static string Folder(OpenCodeFleetResource fleet, CommandLineArgsCallbackContext context) => fleet.Setup.FolderOf(fleet, context.ExecutionContext);

    private static void CheckPort(int? port, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(port ?? 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port ?? 1, ushort.MaxValue, name);
    }
}
