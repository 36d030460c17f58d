using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OpenCode.Diagnostics;

/// <summary>
/// What can be seen of this SDK from outside. Names follow OpenTelemetry's conventions for HTTP clients, and for generative AI
/// where a call is a prompt. Secrets, bodies and query strings are in none of it.
/// </summary>
/// <example><code>
/// services.AddOpenTelemetry()
///     .WithTracing(tracing => tracing.AddSource(OpenCodeTelemetry.Name, OpenCodeTelemetry.KiotaSourceName))
///     .WithMetrics(metrics => metrics.AddMeter(OpenCodeTelemetry.Name));
/// </code></example>
public static class OpenCodeTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>, and the category of the log.</summary>
    public const string Name = "OpenCode.Sdk";

    /// <summary>The name of Kiota's <see cref="ActivitySource"/>; its activities are children of those of this SDK.</summary>
    public const string KiotaSourceName = "Microsoft.Kiota.Http.HttpClientLibrary";

    private static readonly string s_version = typeof(OpenCodeTelemetry).Assembly.GetName().Version!.ToString(3);
    private static readonly Meter s_meter = new(Name, s_version);

    internal static ActivitySource Source { get; } = new(Name, s_version);

    internal static Histogram<double> CallDuration { get; } =
        s_meter.CreateHistogram<double>("opencode.client.call.duration", "s", "How long calls take, their retries included.");

    internal static Counter<long> Retries { get; } =
        s_meter.CreateCounter<long>("opencode.client.call.retries", "{retry}", "How often calls are sent again.");

    internal static UpDownCounter<long> OpenStreams { get; } =
        s_meter.CreateUpDownCounter<long>("opencode.client.stream.open", "{stream}", "How many event streams are open.");

    internal static Counter<long> Reconnects { get; } =
        s_meter.CreateCounter<long>("opencode.client.stream.reconnects", "{attempt}", "How often lost event streams try to connect again.");

    internal static Counter<long> Events { get; } =
        s_meter.CreateCounter<long>("opencode.client.stream.events", "{event}", "How many events arrive.");

    internal static Histogram<double> PromptDuration { get; } =
        s_meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "How long prompts take.");

    internal static Histogram<long> PromptTokens { get; } =
        s_meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "How many tokens prompts use.");
}
