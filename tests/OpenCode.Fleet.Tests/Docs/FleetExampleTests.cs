using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tests.Docs;

/// <summary>Runs the examples of the documentation.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed partial class FleetExampleTests
{
    [Test]
    public async Task A_machine_runs_a_batch()
    {
        var builder = new ExampleCluster().Adapt(FleetExamples.Machine(ExampleCluster.Arguments));
        var status = await FleetExamples.RunBatchAsync(builder);
        Assert.That((status.Id, status.Count, status.Submitted), Is.EqualTo(("nightly", 2, 2)));
    }

    [Test]
    public async Task A_client_runs_a_batch_on_a_machine(CancellationToken cancellationToken)
    {
        var cluster = new ExampleCluster();
        using var machine = await cluster.StartMachineAsync(cancellationToken);
        await FleetExamples.RunBatchAsync(cluster.Adapt(FleetExamples.Client(ExampleCluster.Arguments)));
        var status = await Fleet(machine).GetBatchAsync("nightly", cancellationToken);
        Assert.That(status.IsEnded, Is.True);
        Assert.That(status.Outcomes, Is.EqualTo(new Dictionary<FleetOutcome, int> { [FleetOutcome.Completed] = 2 }));
        await machine.StopAsync(cancellationToken);
    }

    [Test]
    public async Task A_client_watches_a_job_and_rejects_what_its_agent_asks_for(CancellationToken cancellationToken)
    {
        var cluster = new ExampleCluster();
        using var machine = await cluster.StartMachineAsync(cancellationToken);
        using var client = cluster.Adapt(FleetExamples.Client(ExampleCluster.Arguments)).Build();
        await client.StartAsync(cancellationToken);
        var fleet = Fleet(client);
        await fleet.SubmitAsync(new() { Id = "nightly", Jobs = [FleetExamples.Job()] }, cancellationToken);
        await FleetExamples.WatchJobAsync(fleet, cancellationToken);
        await FleetExamples.WatchBatchAsync(fleet, cancellationToken);
        var job = await fleet.GetJobAsync(new("nightly", 0), cancellationToken);
        Assert.That(job.Result!.Text, Is.EqualTo("Don't push. Only commit."));
        await client.StopAsync(cancellationToken);
        await machine.StopAsync(cancellationToken);
    }

    [Test]
    public async Task A_client_finds_what_all_agents_ask_for(CancellationToken cancellationToken)
    {
        var cluster = new ExampleCluster();
        using var machine = await cluster.StartMachineAsync(cancellationToken);
        using var client = cluster.Adapt(FleetExamples.Client(ExampleCluster.Arguments)).Build();
        await client.StartAsync(cancellationToken);
        var fleet = Fleet(client);
        await fleet.SubmitAsync(new() { Id = "nightly", Jobs = [FleetExamples.Job()] }, cancellationToken);
        await Poll.UntilAsync(async () => (await fleet.GetStatusAsync(cancellationToken)).Asks.Count > 0, cancellationToken);
        await FleetExamples.ReplyToAllAsync(fleet, cancellationToken);
        await FleetExamples.WatchBatchAsync(fleet, cancellationToken);
        Assert.That((await fleet.GetJobAsync(new("nightly", 0), cancellationToken)).Result!.Text, Is.EqualTo("Done"));
        await client.StopAsync(cancellationToken);
        await machine.StopAsync(cancellationToken);
    }

    [Test]
    public void The_options_are_valid()
    {
        var builder = Host.CreateApplicationBuilder(ExampleCluster.Arguments);
        FleetExamples.Options(builder);
        using var services = builder.Services.BuildServiceProvider();
        Assert.That(services.GetRequiredService<IOptions<FleetMachineOptions>>().Value.Name, Is.EqualTo("machine-0"));
        Assert.That(services.GetRequiredService<IOptions<FleetSchedulingOptions>>().Value.Providers["anthropic"].MaxJobs, Is.EqualTo(100));
    }

    [TestCase("docs/fleet.md")]
    [TestCase("src/OpenCode.Fleet.Tool.md")]
    public void The_batch_in_a_page_can_be_read(string page)
    {
        var json = Json().Match(File.ReadAllText(Repository.File(page))).Groups[1].Value;
        Assert.That(FleetBatch.Parse(json).Jobs, Is.Not.Empty);
    }

    private static FleetClient Fleet(IHost host) => host.Services.GetRequiredService<FleetClient>();

    [GeneratedRegex("```json\n(.+?)```", RegexOptions.Singleline)]
    private static partial Regex Json();
}
