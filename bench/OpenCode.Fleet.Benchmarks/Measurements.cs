using System.Diagnostics;

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
        for (var silos = 1; silos <= 3; silos++)
        {
            await ThroughputAsync(silos, watchers: 0, cancellationToken).ConfigureAwait(false);
        }

        await ThroughputAsync(1, Watchers, cancellationToken).ConfigureAwait(false);
        await LatencyAsync(cancellationToken).ConfigureAwait(false);
        await QueueAsync(Scaled(10_000), cancellationToken).ConfigureAwait(false);
        await QueueAsync(Scaled(100_000), cancellationToken).ConfigureAwait(false);
    }

    private int Scaled(int count) => Math.Max(1, (int)(count * scale));

    private async Task ThroughputAsync(int silos, int watchers, CancellationToken cancellationToken)
    {
        var jobs = Scaled(5_000);
        var fleet = await BenchmarkFleet.StartAsync(silos, MaxJobs, cancellationToken).ConfigureAwait(false);
        await using var stopping = fleet.ConfigureAwait(false);
        await RunAsync(fleet, "warm", Scaled(500), 0, cancellationToken).ConfigureAwait(false);
        var processor = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await RunAsync(fleet, "measured", jobs, watchers, cancellationToken).ConfigureAwait(false);
        var time = Stopwatch.GetElapsedTime(start);
        processor = Environment.CpuUsage.TotalTime - processor;
        Write($"{silos} machines, {watchers} watchers: {jobs / time.TotalSeconds:0} jobs per second, {processor.TotalMilliseconds / jobs:0.00} ms of processor time per job");
    }

    private static async Task RunAsync(BenchmarkFleet fleet, string id, int jobs, int watchers, CancellationToken cancellationToken)
    {
        var submitting = fleet.Client.SubmitAsync(BenchmarkFleet.Batch(id, jobs), cancellationToken);
        await submitting.ConfigureAwait(false);
        await Task.WhenAll(Enumerable.Range(0, watchers + 1).Select(_ => EndAsync(fleet, id, cancellationToken))).ConfigureAwait(false);
    }

    private static async Task EndAsync(BenchmarkFleet fleet, string id, CancellationToken cancellationToken) =>
        await fleet.Client.WatchBatchAsync(id, cancellationToken).LastAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Measures one job at a time from its submission to its result. That is what the fleet adds to a turn.</summary>
    private async Task LatencyAsync(CancellationToken cancellationToken)
    {
        var fleet = await BenchmarkFleet.StartAsync(1, MaxJobs, cancellationToken).ConfigureAwait(false);
        await using var stopping = fleet.ConfigureAwait(false);
        var times = new List<double>();
        for (var i = 0; i < Scaled(300); i++)
        {
            var start = Stopwatch.GetTimestamp();
            var batch = await fleet.Client.SubmitAsync(BenchmarkFleet.Batch($"one{i}", 1), cancellationToken).ConfigureAwait(false);
            await fleet.Client.WatchResultsAsync(batch.Id, cancellationToken).FirstAsync(cancellationToken).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Write($"one job: {times[times.Count / 2]:0.0} ms at the median, {times[times.Count * 95 / 100]:0.0} ms at the 95th percentile, from the submission to the result");
    }

    private async Task QueueAsync(int jobs, CancellationToken cancellationToken)
    {
        var fleet = await BenchmarkFleet.StartAsync(1, 0, cancellationToken).ConfigureAwait(false);
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
