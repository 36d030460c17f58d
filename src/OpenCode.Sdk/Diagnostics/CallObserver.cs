using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCode.Calls;
using OpenCode.Models;
using OpenCode.Secrets;

namespace OpenCode.Diagnostics;

/// <summary>Observes calls for logs, traces, and metrics. Thread-safe.</summary>
internal sealed class CallObserver(OpenCodeClientOptions options, SecretScrubber scrubber)
{
    private readonly ConcurrentDictionary<string, bool> _mismatched = new(StringComparer.Ordinal);

    public ILogger Logger { get; } = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(OpenCodeTelemetry.Name);

    public TimeProvider TimeProvider => options.TimeProvider;

    public Uri Server => options.BaseUrl!;

    /// <summary>Starts an activity, which becomes the parent of the activity of HttpClient.</summary>
    public CallObservation Start(Call call)
    {
        var activity = OpenCodeTelemetry.Source.HasListeners() ? OpenCodeTelemetry.Source.StartActivity(call.ToString(), ActivityKind.Client) : null;
        if (activity is { IsAllDataRequested: true })
        {
            foreach (var tag in Tags(call))
            {
                activity.SetTag(tag.Key, tag.Value);
            }
        }

        return new CallObservation(this, call, activity);
    }

    public StreamObserver Watch(Call call) => new(call, Logger, Tags(call));

    /// <summary>
    /// Logs responses that do not match the OpenAPI document: the first one of a route as a warning, later ones at the debug
    /// level, because the stored data of a server does not change.
    /// </summary>
    public void Mismatched(Call call, IReadOnlyList<JsonMismatch> mismatches)
    {
        if (mismatches is [var first, ..])
        {
            var level = _mismatched.TryAdd(call.ToString(), true) ? LogLevel.Warning : LogLevel.Debug;
            Logger.Mismatched(level, call.Method, call.Route, mismatches.Count, scrubber.Mask(first.ToString()));
        }
    }

    /// <summary>Prepares the message of an exception, which can be the application's own, for display.</summary>
    public string Display(string message) => DisplayText.Of(scrubber.Mask(message));

    public TagList Tags(Call call) => new()
    {
        { "opencode.operation", call.Operation },
        { "http.request.method", call.Method.Method },
        { "url.template", call.Route },
        { "server.address", Server.Host },
        { "server.port", Server.Port },
    };
}
