using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OpenCode.Fleet;

/// <summary>Contains the name of the traces and metrics of a fleet.</summary>
/// <example><code>
/// services.AddOpenTelemetry()
///     .WithTracing(traces => traces.AddSource(FleetTelemetry.Name))
///     .WithMetrics(metrics => metrics.AddMeter(FleetTelemetry.Name));
/// </code></example>
public static class FleetTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string Name = "OpenCode.Fleet";

    private static readonly Meter s_meter = new(Name);

    internal static ActivitySource Source { get; } = new(Name);

    /// <summary>The duration of a job on a machine, with its outcome, machine, and model.</summary>
    internal static Histogram<double> JobDuration { get; } = s_meter.CreateHistogram(
        "fleet.job.duration",
        "s",
        "The duration of a job on a machine.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200] });

    /// <summary>The cost of a job, with its outcome, machine, and model.</summary>
    internal static Counter<double> JobCost { get; } = s_meter.CreateCounter<double>("fleet.job.cost", "{USD}", "The cost of jobs in US dollars.");
}
