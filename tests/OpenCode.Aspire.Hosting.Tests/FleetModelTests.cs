using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCode.Aspire.Fleet;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Aspire.Tests;

/// <summary>The processes of a fleet before they start.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class FleetModelTests
{
    [Test]
    public async Task Each_process_gets_its_arguments(CancellationToken cancellationToken)
    {
        var fleet = Create().WithDataDirectory("data").WithMachines(2, machine => machine.WithArgs("--label", "gpu"));
        var large = fleet.AddMachine("large", jobs: 16);
        var folder = Path.Combine(fleet.ApplicationBuilder.AppHostDirectory, "data");
        Assert.That(await ArgumentsAsync(fleet.Resource.Store, cancellationToken), Is.EqualTo(["store", "--port", "5301", "--data", folder]));
        Assert.That(await ArgumentsAsync(fleet.Resource, cancellationToken), Is.EqualTo(["page", "--wait", "--port", "5300", "--store", "127.0.0.1:5301"]));
        Assert.That(await ArgumentsAsync(large.Resource, cancellationToken), Is.EqualTo(["up", "--name", "large", "--jobs", "16", "--store", "127.0.0.1:5301", "--data", folder]));
        foreach (var name in (string[])["fleet-machine-0", "fleet-machine-1"])
        {
            var machine = fleet.ApplicationBuilder.Resources.OfType<OpenCodeFleetMachineResource>().Single(resource => resource.Name == name);
            Assert.That(await ArgumentsAsync(machine, cancellationToken), Is.EqualTo(["up", "--name", name, "--jobs", "4", "--store", "127.0.0.1:5301", "--data", folder, "--label", "gpu"]));
        }
    }

    [Test]
    public async Task The_tool_applies_to_all_processes(CancellationToken cancellationToken)
    {
        var fleet = Create().WithDataDirectory("data").WithMachines(1);
        Assert.That(Processes(fleet).Select(process => process.Command), Is.All.EqualTo("opencode-fleet"));
        fleet.WithTool("dotnet", "tool", "run", "opencode-fleet").WithTool("../tool/opencode-fleet").WithTool("dotnet", "fleet.dll").AddMachine("late");
        Assert.That(Processes(fleet), Has.Exactly(4).Items);
        foreach (var process in Processes(fleet))
        {
            Assert.That(process.Command, Is.EqualTo("dotnet"));
            Assert.That((await ArgumentsAsync(process, cancellationToken))[0], Is.EqualTo("fleet.dll"));
        }

        Assert.That(fleet.WithTool("../tool/opencode-fleet").Resource.Command, Is.EqualTo(Path.GetFullPath(Path.Combine(fleet.ApplicationBuilder.AppHostDirectory, "../tool/opencode-fleet"))));
    }

    [Test]
    public async Task Machines_get_the_configuration(CancellationToken cancellationToken)
    {
        var fleet = Create().WithConfig(new Config { Model = "a/b", SmallModel = "a/c" }).WithModel("d/e");
        var machine = fleet.AddMachine("machine");
        var config = Config.Parse((await VariablesAsync(machine.Resource, cancellationToken))["OPENCODE_CONFIG_CONTENT"]);
        Assert.That((config.Model, config.SmallModel), Is.EqualTo(("d/e", "a/c")));
        Assert.That(await VariablesAsync(Create().AddMachine("other").Resource, cancellationToken), Does.Not.ContainKey("OPENCODE_CONFIG_CONTENT"));
        Assert.That(await VariablesAsync(fleet.Resource.Store, cancellationToken), Does.Not.ContainKey("OPENCODE_CONFIG_CONTENT"));
    }

    [Test]
    [Platform("Linux")]
    public async Task A_configuration_that_is_too_large_for_a_variable_is_refused(CancellationToken cancellationToken)
    {
        const int Largest = (128 * 1024) - 2 - 23;
        var fitting = new Config { Username = "" };
        fitting = fitting with { Username = new string('x', Largest - OpenCodeJson.Write(fitting).Length) };
        var machine = Create().WithConfig(fitting).AddMachine("machine");
        var value = (await VariablesAsync(machine.Resource, cancellationToken))["OPENCODE_CONFIG_CONTENT"];
        var (exitCode, _) = await Testing.Command.RunAsync(new ProcessStartInfo("true") { Environment = { ["OPENCODE_CONFIG_CONTENT"] = value } }, cancellationToken);
        Assert.That(exitCode, Is.Zero, "the system accepts it");

        var other = Create().WithConfig(fitting with { Username = $"{fitting.Username}x" }).AddMachine("machine");
        var failure = await Failure.OfAsync<InvalidOperationException>(() => VariablesAsync(other.Resource, cancellationToken));
        Assert.That(failure.Message, Does.StartWith($"The configuration of the fleet has {Largest + 1} bytes."));
    }

    [Test]
    public async Task Without_a_folder_the_data_is_in_that_of_the_application(CancellationToken cancellationToken)
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var folder = Directory.CreateTempSubdirectory("opencode-aspire-");
        builder.Configuration["Aspire:Store:Path"] = folder.FullName;
        var fleet = Allocate(builder.AddOpenCodeFleet("fleet", port: 5300, storePort: 5301));
        await using var application = builder.Build();
        var data = (await ArgumentsAsync(fleet.Resource.Store, cancellationToken, builder))[^1];
        Assert.That(data, Does.StartWith(folder.FullName).And.EndsWith(Path.Combine("opencode-fleet", "fleet")));
        folder.Delete(recursive: true);
    }

    [Test]
    public void All_processes_wait_for_the_store()
    {
        var fleet = Create().WithMachines(1);
        foreach (var process in Processes(fleet).Where(process => process != fleet.Resource.Store))
        {
            Assert.That(process.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource), Is.EqualTo([fleet.Resource.Store]), process.Name);
        }

        Assert.That(fleet.Resource.Store.Annotations.OfType<HealthCheckAnnotation>(), Has.One.Items);
        Assert.That(fleet.Resource.Annotations.OfType<HealthCheckAnnotation>(), Has.One.Items);
    }

    [Test]
    public async Task Machines_stop_before_the_orchestrator_stops_the_store(CancellationToken cancellationToken)
    {
        var stopped = new ConcurrentQueue<string>();
        var fleet = Create().WithMachines(2, machine => machine.WithCommand(KnownResourceCommands.StopCommand, "Stop", _ =>
        {
            stopped.Enqueue(machine.Resource.Name);
            return Task.FromResult(CommandResults.Success());
        }));
        Assert.That(fleet.ApplicationBuilder.Services.Where(service => service.ServiceType == typeof(IHostedService)).Select(service => service.ImplementationType), Has.One.EqualTo(typeof(MachineShutdown)));
        await using var application = fleet.ApplicationBuilder.Build();
        await ActivatorUtilities.CreateInstance<MachineShutdown>(application.Services).StoppingAsync(cancellationToken);
        Assert.That(stopped, Is.EquivalentTo(["fleet-machine-0", "fleet-machine-1"]));
    }

    [Test]
    public async Task A_reference_gives_a_project_the_address_of_the_store(CancellationToken cancellationToken)
    {
        var fleet = Create();
        var other = fleet.ApplicationBuilder.AddExecutable("other", "sh", ".").WithReference(fleet).WithEnvironment("OPENCODE_FLEET_STORE", fleet);
        var variables = await VariablesAsync(other.Resource, cancellationToken);
        Assert.That(variables["ConnectionStrings__fleet"], Is.EqualTo("127.0.0.1:5301"));
        Assert.That((variables["FLEET_HOST"], variables["FLEET_PORT"], variables["OPENCODE_FLEET_STORE"]), Is.EqualTo(("127.0.0.1", "5301", "127.0.0.1:5301")));
    }

    [Test]
    public async Task A_published_application_has_a_connection_string_instead(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opencode-manifest-");
        var manifest = Path.Combine(folder.FullName, "manifest.json");
        var builder = DistributedApplication.CreateBuilder(["--operation", "publish", "--publisher", "manifest", "--output-path", manifest]);
        var fleet = builder.AddOpenCodeFleet("fleet").WithModel("demo/scripted").WithTool("dotnet", "fleet.dll").WithMachines(2);
        builder.AddContainer("other", "image").WithReference(fleet);
        await using var application = builder.Build();
        await application.RunAsync(cancellationToken);
        var resources = Repository.ParseJson(await File.ReadAllTextAsync(manifest, cancellationToken))["resources"]!;
        Assert.That((string?)resources["fleet"]!["type"], Is.EqualTo("parameter.v0"));
        Assert.That((string?)resources["other"]!["env"]!["ConnectionStrings__fleet"], Is.EqualTo("{fleet.connectionString}"));
        Assert.That(resources.Children(), Has.Exactly(2).Items);
        folder.Delete(recursive: true);
    }

    [Test]
    public void Bad_arguments_are_refused()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var fleet = builder.AddOpenCodeFleet("fleet").WithMachines(1);
        Assert.Throws<ArgumentNullException>(() => ((IDistributedApplicationBuilder)null!).AddOpenCodeFleet("other"));
        Assert.Throws<ArgumentException>(() => builder.AddOpenCodeFleet(string.Empty));
        Assert.That(() => builder.AddOpenCodeFleet("one", port: 0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("'0'").And.Message.Contains("'port'"));
        Assert.That(() => builder.AddOpenCodeFleet("two", storePort: 65_536), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("'65536'").And.Message.Contains("'storePort'"));
        Assert.That(() => fleet.AddMachine("fleet-machine-0"), Throws.TypeOf<DistributedApplicationException>().With.Message.Contains("fleet-machine-0"));
        Assert.Throws<ArgumentOutOfRangeException>(() => fleet.AddMachine("few", jobs: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => fleet.AddMachine("many", jobs: 1001));
        Assert.Throws<ArgumentOutOfRangeException>(() => fleet.WithMachines(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => fleet.WithMachines(101));
        Assert.Throws<FormatException>(() => fleet.WithModel("no-slash"));
        Assert.Throws<ArgumentNullException>(() => fleet.WithConfig(null!));
        Assert.Throws<ArgumentException>(() => fleet.WithDataDirectory(""));
        Assert.Throws<ArgumentException>(() => fleet.WithTool(""));
        Assert.Throws<ArgumentNullException>(() => new OpenCodeFleetMachineResource("machine", null!));
    }

    [TestCase("no_name")]
    [TestCase("a/b")]
    [TestCase("1st")]
    public void Bad_names_are_refused(string name)
    {
        var fleet = Create();
        Assert.That(() => fleet.ApplicationBuilder.AddOpenCodeFleet(name), Throws.ArgumentException.With.Message.Contains(name));
        Assert.That(() => fleet.AddMachine(name), Throws.ArgumentException.With.Message.Contains(name));
    }

    private static IResourceBuilder<OpenCodeFleetResource> Create() => Allocate(DistributedApplication.CreateBuilder([]).AddOpenCodeFleet("fleet", port: 5300, storePort: 5301));

    private static IResourceBuilder<OpenCodeFleetResource> Allocate(IResourceBuilder<OpenCodeFleetResource> fleet)
    {
        foreach (var endpoint in (EndpointAnnotation[])[fleet.Resource.PageEndpoint.EndpointAnnotation, fleet.Resource.StoreEndpoint.EndpointAnnotation])
        {
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, endpoint.Port!.Value);
        }

        return fleet;
    }

    private static IEnumerable<ExecutableResource> Processes(IResourceBuilder<OpenCodeFleetResource> fleet) => fleet.ApplicationBuilder.Resources.OfType<ExecutableResource>();

    private static async Task<string[]> ArgumentsAsync(IResource resource, CancellationToken cancellationToken, IDistributedApplicationBuilder? builder = null)
    {
        var resolved = await ExecutionConfigurationBuilder.Create(resource).WithArgumentsConfig()
            .BuildAsync((builder ?? DistributedApplication.CreateBuilder([])).ExecutionContext, NullLogger.Instance, cancellationToken);
        Assert.That(resolved.Exception, Is.Null);
        return [.. resolved.Arguments.Select(argument => argument.Value)];
    }

    private static async Task<Dictionary<string, string>> VariablesAsync(IResource resource, CancellationToken cancellationToken)
    {
        var resolved = await ExecutionConfigurationBuilder.Create(resource).WithEnvironmentVariablesConfig()
            .BuildAsync(DistributedApplication.CreateBuilder([]).ExecutionContext, NullLogger.Instance, cancellationToken);
        Assert.That(resolved.Exception, Is.Null);
        return resolved.EnvironmentVariables.ToDictionary();
    }
}
