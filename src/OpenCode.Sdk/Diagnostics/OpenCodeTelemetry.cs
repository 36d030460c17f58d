using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OpenCode.Diagnostics;

/// <summary>
/// Provides the traces and metrics of this SDK. They follow the semantic conventions of OpenTelemetry for HTTP clients and, for
/// prompts, those for generative AI. They contain no secrets, bodies, or query strings.
/// </summary>
/// <example><code>
/// services.AddOpenTelemetry()
///     .WithTracing(tracing => tracing.AddSource(OpenCodeTelemetry.Name))
///     .WithMetrics(metrics => metrics.AddMeter(OpenCodeTelemetry.Name));
/// </code></example>
public static class OpenCodeTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/>, the <see cref="Meter"/>, and the log category.</summary>
    public const string Name = "OpenCode.Sdk";

    private static readonly string s_version = typeof(OpenCodeTelemetry).Assembly.GetName().Version!.ToString(3);
    private static readonly Meter s_meter = new(Name, s_version);

    internal static ActivitySource Source { get; } = new(Name, s_version);

    /// <summary>
    /// Gets the histogram of call durations. Its buckets are those of the conventions for HTTP clients, extended for calls that
    /// wait for the reply to a prompt.
    /// </summary>
    internal static Histogram<double> CallDuration { get; } = CreateHistogram<double>(
        "opencode.client.call.duration", "s", "The duration of calls, including retries.",
        [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300, 600, 1800, 3600]);

    internal static Counter<long> Retries { get; } =
        s_meter.CreateCounter<long>("opencode.client.call.retries", "{retry}", "The number of retries of calls.");

    internal static UpDownCounter<long> OpenStreams { get; } =
        s_meter.CreateUpDownCounter<long>("opencode.client.stream.open", "{stream}", "The number of open event streams.");

    internal static Counter<long> Reconnects { get; } =
        s_meter.CreateCounter<long>("opencode.client.stream.reconnects", "{attempt}", "The number of attempts to reconnect lost event streams.");

    internal static Counter<long> Events { get; } =
        s_meter.CreateCounter<long>("opencode.client.stream.events", "{event}", "The number of received events.");

    private static Histogram<T> CreateHistogram<T>(string name, string unit, string description, T[] buckets)
        where T : struct => s_meter.CreateHistogram(name, unit, description, tags: null, new InstrumentAdvice<T> { HistogramBucketBoundaries = buckets });

    /// <summary>Creates the metrics of prompts with the first prompt.</summary>
    internal static class Prompts
    {
        /// <summary>
        /// Gets the histogram of prompt durations. Its buckets are those of the conventions for generative AI, extended for turns of
        /// an agent.
        /// </summary>
        internal static Histogram<double> Duration { get; } = CreateHistogram<double>(
            "gen_ai.client.operation.duration", "s", "The duration of prompts.",
            [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68, 655.36, 1310.72, 2621.44, 5242.88]);

        /// <summary>Gets the histogram of token counts. Its buckets are those of the conventions for generative AI.</summary>
        internal static Histogram<long> Tokens { get; } = CreateHistogram<long>(
            "gen_ai.client.token.usage", "{token}", "The number of tokens that prompts use.",
            [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864]);
    }
}
