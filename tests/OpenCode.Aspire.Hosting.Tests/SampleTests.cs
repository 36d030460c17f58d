using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using OpenCode.Testing;

namespace OpenCode.Aspire.Tests;

/// <summary>The sample, with the orchestrator: a project uses the agent and the fleet by their connection strings.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class SampleTests
{
    private readonly ProcessMark _mark = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencode-aspire-");
    private DistributedApplication _application = null!;
    private HttpClient _reviewer = null!;

    private string FleetFolder => Path.Combine(_folder.FullName, "fleet");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = TestTimeout.Start();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["ASPIRE_ALLOW_UNSECURED_TRANSPORT=true"], limit.Token);
        var agent = builder.CreateResourceBuilder(builder.Resources.OfType<OpenCodeResource>().Single())
            .WithExecutable(Application.ServerExecutable)
            .WithDataDirectory(Path.Combine(_folder.FullName, "agent"));
        builder.CreateResourceBuilder(builder.Resources.OfType<OpenCodeFleetResource>().Single()).WithDataDirectory(FleetFolder);
        foreach (var resource in builder.Resources.OfType<IResourceWithEnvironment>().Where(resource => resource is OpenCodeResource or ExecutableResource).ToList())
        {
            builder.CreateResourceBuilder(resource)
                .WithEnvironment(_mark.Variable, _mark.Value)
                .WithEnvironment("OPENCODE_BIN", Application.ServerExecutable)
                .WithEnvironment("HTTPS_PROXY", "http://127.0.0.1:9")
                .WithEnvironment("NO_PROXY", "127.0.0.1,localhost");
        }

        _application = await builder.BuildAsync(limit.Token);
        await _application.StartAsync(limit.Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("reviewer", limit.Token);
        _reviewer = _application.CreateHttpClient("reviewer", "http");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _reviewer?.Dispose();
        if (_application is not null)
        {
            using var limit = TestTimeout.Start();
            await _application.StopAsync(limit.Token);
            await _application.DisposeAsync();
        }

        Assert.That(await _mark.LeftAsync(TestTimeout.Value), Is.Empty);
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task A_project_prompts_the_agent(CancellationToken cancellationToken)
    {
        Assert.That(await _reviewer.GetStringAsync("/review?subject=README", cancellationToken), Is.EqualTo("Looks good: README"));
        Assert.That(await _reviewer.GetStringAsync("/health", cancellationToken), Is.EqualTo("Healthy"));

        // Clients find the server again, because its address and its password stay.
        var restarted = await _application.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync("agent", KnownResourceCommands.RestartCommand, cancellationToken);
        Assert.That(restarted.Success, Is.True, restarted.Message);
        Assert.That(await _reviewer.GetStringAsync("/review?subject=CHANGELOG", cancellationToken), Is.EqualTo("Looks good: CHANGELOG"));
        Assert.That(_application.GetEndpoint("agent", "http"), Is.EqualTo(OpenCodeClientOptions.FromConnectionString((await _application.GetConnectionStringAsync("agent", cancellationToken))!).BaseUrl));
    }

    [Test]
    public async Task A_project_submits_a_batch_that_the_machines_complete(CancellationToken cancellationToken)
    {
        string[] machines = ["fleet-machine-0", "fleet-machine-1", "fleet-machine-2"];
        var results = await _reviewer.GetFromJsonAsync<string[]>("/fleet?subject=One&subject=Two&subject=Three", cancellationToken);
        Assert.That(results, Is.EquivalentTo(["Looks good: One", "Looks good: Two", "Looks good: Three"]));

        using var page = _application.CreateHttpClient("fleet", "http");
        await using var stream = await page.GetStreamAsync("/api/overview", cancellationToken);
        var overview = await SseParser.Create(stream).EnumerateAsync(cancellationToken).Select(item => JsonNode.Parse(item.Data)!).FirstAsync(item => Names(item["fleet"]!["machines"]!, "name").Count == machines.Length, cancellationToken);
        Assert.That(Names(overview["fleet"]!["machines"]!, "name"), Is.EquivalentTo(machines));
        var batch = Names(overview["batches"]!, "id").Single();
        var jobs = await page.GetFromJsonAsync<JsonNode>($"/api/batches/{batch}/jobs", cancellationToken);
        Assert.That(Names(jobs!["jobs"]!, "machine"), Has.Count.EqualTo(3).And.All.AnyOf(machines));
        foreach (var machine in Names(jobs["jobs"]!, "machine"))
        {
            Assert.That(Directory.Exists(Path.Combine(FleetFolder, "machines", machine, "server")), Is.True, machine);
        }
    }

    private static List<string> Names(JsonNode items, string property) => [.. items.AsArray().Select(item => item![property]!.GetValue<string>())];
}
