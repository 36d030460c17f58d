using System.Diagnostics;

namespace OpenCode.Benchmarks.Harness;

/// <summary>Measures the time and the allocations of code in this process.</summary>
internal static class Meter
{
    public static Sample Measure(int operations, Action action)
    {
        var (bytes, start) = Start();
        action();
        return End(operations, bytes, start);
    }

    public static async Task<Sample> MeasureAsync(int operations, Func<Task> action)
    {
        var (bytes, start) = Start();
        await action();
        return End(operations, bytes, start);
    }

    /// <summary>Measures the processor time of all threads of this process instead of the elapsed time.</summary>
    public static async Task<Sample> MeasureProcessorAsync(int operations, Func<Task> action)
    {
        var before = Environment.CpuUsage.TotalTime;
        var sample = await MeasureAsync(operations, action);
        return sample with { Nanoseconds = (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / operations };
    }

    private static (long Bytes, long Start) Start()
    {
        // The garbage of earlier contestants must not be collected during this measurement.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
    }

    private static Sample End(int operations, long bytes, long start)
    {
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new Sample(elapsed.TotalNanoseconds / operations, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / operations);
    }
}
