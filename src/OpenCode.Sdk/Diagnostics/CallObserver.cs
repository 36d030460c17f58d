using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCode.Http;

namespace OpenCode.Diagnostics;

/// <summary>Watches calls for logs, traces and metrics. Thread-safe.</summary>
internal sealed class CallObserver(OpenCodeClientOptions options)
{
    public ILogger Logger { get; } = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(OpenCodeTelemetry.Name);

    public TimeProvider TimeProvider => options.TimeProvider;

    public Uri Server => options.BaseUrl!;

    /// <summary>Starts an activity that Kiota's and HttpClient's own become children of.</summary>
    public CallObservation Start(Call call)
    {
        var activity = OpenCodeTelemetry.Source.StartActivity(call.ToString(), ActivityKind.Client);
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

    public TagList Tags(Call call) => new()
    {
        { "opencode.operation", call.Operation },
        { "http.request.method", call.Method.Method },
        { "url.template", call.Route },
        { "server.address", Server.Host },
        { "server.port", Server.Port },
    };
}
