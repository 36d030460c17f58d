using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OpenCode.Diagnostics;

/// <summary>
/// Contains the traces and metrics of functions that run as tools of the agent. Their names follow the semantic conventions of
/// OpenTelemetry for generative AI. They contain no arguments and no results.
/// </summary>
/// <remarks>
/// Each call is an activity <c>execute_tool {name}</c>. The metrics are <c>opencode.tools.call.duration</c> (a histogram, in
/// seconds) and <c>opencode.tools.call.active</c> (the number of running calls). The server doesn't pass the trace of a prompt to
/// its tools. See https://github.com/anomalyco/opencode/issues/28295.
/// </remarks>
public static class OpenCodeToolsTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string Name = "OpenCode.Extensions.Tools";

    private static readonly string s_version = typeof(OpenCodeToolsTelemetry).Assembly.GetName().Version!.ToString(3);
    private static readonly Meter s_meter = new(Name, s_version);

    internal static ActivitySource Source { get; } = new(Name, s_version);

    internal static Histogram<double> CallDuration { get; } = s_meter.CreateHistogram(
        "opencode.tools.call.duration", "s", "The duration of function calls.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600] });

    internal static UpDownCounter<long> ActiveCalls { get; } =
        s_meter.CreateUpDownCounter<long>("opencode.tools.call.active", "{call}", "The number of running function calls.");
}
