using System.Diagnostics;
using System.Globalization;

namespace OpenCode.Fleet.Benchmarks;

/// <summary>Measures the fleet, and writes a line for each result.</summary>
/// <param name="output">Receives the lines.</param>
/// <param name="scale">The size of the measurements: 1, or less for a test.</param>
internal sealed class Measurements(TextWriter output, double scale)
{
    private const int MaxJobs = 16;
    private const int Watchers = 100;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var machines = 1; machines <= 3; machines++)
        {
            await ThroughputAsync(machines, cancellationToken).ConfigureAwait(false);
        }

        await LatencyAsync(cancellationToken).ConfigureAwait(false);
        await TurnLatencyAsync(cancellationToken).ConfigureAwait(false);
        await QueueAsync(Scaled(10_000), cancellationToken).ConfigureAwait(false);
        await QueueAsync(Scaled(100_000), cancellationToken).ConfigureAwait(false);
    }

    private int Scaled(int count) => Math.Max(1, (int)(count * scale));

    private async Task ThroughputAsync(int machines, CancellationToken cancellationToken)
    {
        var fleet = await BenchmarkFleet.StartProcessesAsync(machines, MaxJobs, cancellationToken).ConfigureAwait(false);
        await using var stopping = fleet.ConfigureAwait(false);
        await RunAsync(fleet, "warm", Scaled(1_000), 0, cancellationToken).ConfigureAwait(false);
        foreach (var watchers in machines == 1 ? new[] { 0, Watchers } : [0])
        {
            var jobs = Scaled(5_000);
            var processor = fleet.ProcessorTime;
            var start = Stopwatch.GetTimestamp();
            await RunAsync(fleet, string.Create(CultureInfo.InvariantCulture, $"measured{watchers}"), jobs, watchers, cancellationToken).ConfigureAwait(false);
            var time = Stopwatch.GetElapsedTime(start);
            processor = fleet.ProcessorTime - processor;
            Write($"{machines} machines, {watchers} watchers: {jobs / time.TotalSeconds:0} jobs per second, {processor.TotalMilliseconds / jobs:0.00} ms of processor time per job");
        }
    }

    private static async Task RunAsync(BenchmarkFleet fleet, string id, int jobs, int watchers, CancellationToken cancellationToken)
    {
        var submitting = fleet.Client.SubmitAsync(BenchmarkFleet.Batch(id, jobs), cancellationToken);
        await submitting.ConfigureAwait(false);
        await Task.WhenAll(Enumerable.Range(0, watchers + 1).Select(_ => EndAsync(fleet, id, cancellationToken))).ConfigureAwait(false);
    }

    private static async Task EndAsync(BenchmarkFleet fleet, string id, CancellationToken cancellationToken) =>
        await fleet.Client.WatchBatchAsync(id, cancellationToken).LastAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Measures one job at a time from its submission to its result, if its turn takes no time.</summary>
    private async Task LatencyAsync(CancellationToken cancellationToken)
    {
        var fleet = await BenchmarkFleet.StartAsync(static store => MachineHost.Create(store, "bench", MaxJobs), cancellationToken).ConfigureAwait(false);
        await using var stopping = fleet.ConfigureAwait(false);
        var times = new List<double>();
        for (var i = 0; i < Scaled(300); i++)
        {
            times.Add(await MeasureAsync(() => RunOneAsync(fleet, "one", i, "/", cancellationToken)).ConfigureAwait(false));
        }

        Write($"one job without a turn: {Percentile(times, 50):0.0} ms at the median, {Percentile(times, 95):0.0} ms at the 95th percentile, from the submission to the result");
    }

    /// <summary>
    /// Compares jobs with turns on a warm server without a fleet, one at a time and alternately. Both servers have the same model,
    /// which responds at once.
    /// </summary>
    private async Task TurnLatencyAsync(CancellationToken cancellationToken)
    {
        var scripted = await ScriptedServer.StartAsync().ConfigureAwait(false);
        await using var stoppingModel = scripted.ConfigureAwait(false);
        var server = await OpenCodeInstance.StartAsync(scripted.Options("direct") with { WorkingDirectory = scripted.Project }, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var stoppingServer = server.ConfigureAwait(false);
        var fleet = await BenchmarkFleet.StartAsync(
            store => MachineHost.Create(store, machine =>
            {
                machine.Name = "bench";
                machine.Pool.Server = scripted.Options("fleet");
            }),
            cancellationToken).ConfigureAwait(false);
        await using var stoppingFleet = fleet.ConfigureAwait(false);
        var (direct, jobs) = (new List<double>(), new List<double>());
        var warmTurns = Scaled(20);
        for (var i = 0; i < warmTurns + Scaled(200); i++)
        {
            direct.Add(await MeasureAsync(() => RunTurnAsync(server.Client, cancellationToken)).ConfigureAwait(false));
            jobs.Add(await MeasureAsync(() => RunOneAsync(fleet, "turn", i, scripted.Project, cancellationToken)).ConfigureAwait(false));
        }

        direct.RemoveRange(0, warmTurns);
        jobs.RemoveRange(0, warmTurns);
        Write($"one job with a turn: {Percentile(jobs, 50):0.0} ms at the median; a new session and RunAsync: {Percentile(direct, 50):0.0} ms; the fleet adds {Percentile(jobs, 50) - Percentile(direct, 50):0.0} ms");
    }

    private static async Task RunTurnAsync(OpenCodeClient client, CancellationToken cancellationToken)
    {
        var session = await client.Session.CreateAsync(new() { Title = "Turn" }, cancellationToken).ConfigureAwait(false);
        await client.Session.RunAsync(session.Id, "Update the repository", TurnOptions.Unattended, cancellationToken).ConfigureAwait(false);
    }

    private static async Task RunOneAsync(BenchmarkFleet fleet, string name, int number, string directory, CancellationToken cancellationToken)
    {
        var batch = await fleet.Client.SubmitAsync(BenchmarkFleet.Batch(string.Create(CultureInfo.InvariantCulture, $"{name}{number}"), 1, directory), cancellationToken).ConfigureAwait(false);
        var job = await fleet.Client.WatchResultsAsync(batch.Id, cancellationToken).FirstAsync(cancellationToken).ConfigureAwait(false);
        if (job.Result!.Outcome != FleetOutcome.Completed)
        {
            throw new InvalidOperationException($"The job {job.Id} ended as {job.Result.Outcome}: {job.Result.Reason}");
        }
    }

    private static async Task<double> MeasureAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action().ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Percentile(List<double> times, int percent)
    {
        times.Sort();
        return times[times.Count * percent / 100];
    }

    private async Task QueueAsync(int jobs, CancellationToken cancellationToken)
    {
        var fleet = await BenchmarkFleet.StartAsync(static store => MachineHost.Create(store, "bench", jobs: 0), cancellationToken).ConfigureAwait(false);
        await using var stopping = fleet.ConfigureAwait(false);
        await fleet.Client.SubmitAsync(BenchmarkFleet.Batch("warm", 1), cancellationToken).ConfigureAwait(false);
        var before = Memory();
        var start = Stopwatch.GetTimestamp();
        await fleet.Client.SubmitAsync(BenchmarkFleet.Batch("queue", jobs), cancellationToken).ConfigureAwait(false);
        var time = Stopwatch.GetElapsedTime(start);
        var memory = Memory() - before;
        start = Stopwatch.GetTimestamp();
        var status = await fleet.Client.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        Write($"{jobs} waiting jobs: submitted in {time.TotalSeconds:0.00} s ({jobs / time.TotalSeconds:0} per second), {memory / 1e6:0.0} MB after a collection, status of {status.Queued} waiting jobs in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} ms");
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    private void Write(FormattableString line) => output.WriteLine(FormattableString.Invariant(line));
}
