using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using OpenCode.Fleet.Tool.Cluster;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tool.Tests;

/// <summary>
/// A fleet of three machines in processes, with real servers and a real store, all of which are killed while jobs run. The
/// environment variable OPENCODE_ROUNDS multiplies the jobs, the kills, and the time.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ChaosTests
{
    private const int JobsPerRound = 20;
    private const int Seed = 20;

    private static readonly string[] s_machines = ["alpha", "beta", "gamma"];

    private readonly ConcurrentDictionary<string, int> _prompts = new(StringComparer.Ordinal);

    [Test]
    public async Task Every_job_ends_once_and_no_prompt_runs_twice()
    {
        var rounds = TestNumber.Of("OPENCODE_ROUNDS") ?? 1;
        using var limit = new CancellationTokenSource(TestTimeout.Value * (rounds + 1));
        var cancellationToken = limit.Token;
        var jobs = JobsPerRound * rounds;
        await using var fleet = await TestFleet.CreateAsync(AnswerAsync);
        var store = await StartStoreAsync(fleet, cancellationToken);
        var processes = await Task.WhenAll(s_machines.Select(name => StartMachineAsync(fleet, name, cancellationToken)));
        var machines = s_machines.Zip(processes).ToDictionary(m => m.First, m => m.Second, StringComparer.Ordinal);
        await using var connection = await FleetConnection.OpenAsync(StoreAddress.Parse(fleet.Store), waits: false, cancellationToken);
        var client = connection.Client;
        await client.SubmitAsync(fleet.CreateBatch("chaos", [.. Enumerable.Range(0, jobs).Select(Prompt)]), cancellationToken);
        var random = new Random(Seed);
        var kinds = Enumerable.Range(0, 3 * rounds).Select(i => i % 3).ToArray();
        random.Shuffle(kinds);
        for (var i = 0; i < kinds.Length; i++)
        {
            // The kills are spread over the batch, whatever the speed of the computer.
            var ended = jobs * (i + 1) / (kinds.Length + 2);
            await client.WatchBatchAsync("chaos", cancellationToken).FirstAsync(status => status.Ended >= ended, cancellationToken);
            var name = s_machines[random.Next(s_machines.Length)];
            switch (kinds[i])
            {
                case 0:
                    await machines[name].KillAsync(cancellationToken);
                    machines[name] = await StartMachineAsync(fleet, name, cancellationToken);
                    break;
                case 1:
                    KillServer(fleet);
                    break;
                default:
                    await store.KillAsync(cancellationToken);
                    store = await StartStoreAsync(fleet, cancellationToken);
                    break;
            }
        }

        var end = await client.WatchBatchAsync("chaos", cancellationToken).LastAsync(cancellationToken);
        var results = await client.WatchResultsAsync("chaos", cancellationToken).ToListAsync(cancellationToken);
        Assert.That(end.Outcomes, Is.EqualTo(new Dictionary<FleetOutcome, int> { [FleetOutcome.Completed] = jobs }), Describe(results));
        Assert.That(results.Select(job => job.Id.Index).Order(), Is.EqualTo(Enumerable.Range(0, jobs)));
        Assert.That(Enumerable.Range(0, jobs).Where(i => _prompts.GetValueOrDefault(Prompt(i)) > 1), Is.Empty, "No prompt runs twice.");
        foreach (var machine in machines.Values)
        {
            Assert.That(await machine.StopAsync(cancellationToken), Is.Zero, machine.Output);
        }

        await store.StopAsync(cancellationToken);
        Assert.That(await fleet.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }

    private static string Prompt(int job) => string.Create(CultureInfo.InvariantCulture, $"Job {job}");

    private static string Describe(IEnumerable<FleetJobStatus> results) =>
        string.Join('\n', results.Where(job => job.Result!.Outcome != FleetOutcome.Completed).Select(job => $"{job.Id}: {job.Result!.Outcome}, {job.Result.Reason}, {job.Session}"));

    private static Task<ToolProcess> StartStoreAsync(TestFleet fleet, CancellationToken cancellationToken) =>
        fleet.StartAsync(cancellationToken, "store", "--port", fleet.Port.ToString(CultureInfo.InvariantCulture));

    private static Task<ToolProcess> StartMachineAsync(TestFleet fleet, string name, CancellationToken cancellationToken) =>
        fleet.StartAsync(cancellationToken, "up", "--name", name, "--jobs", "2", "--store", fleet.Store);

    private static void KillServer(TestFleet fleet)
    {
        foreach (var id in fleet.Mark.Processes().Where(p => p.Value.Contains(" serve ", StringComparison.Ordinal)).Select(p => p.Key).Take(1))
        {
            using var server = Process.GetProcessById(id);
            server.Kill();
        }
    }

    private async IAsyncEnumerable<DemoChunk> AnswerAsync(DemoRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.HasTools)
        {
            _prompts.AddOrUpdate(request.Prompt, 1, static (_, count) => count + 1);
        }

        yield return new DemoText($"You asked: {request.Prompt}");
        await Task.CompletedTask;
    }
}
