using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenCode.Calls;

namespace OpenCode.Diagnostics;

/// <summary>Observes one event stream for logs and metrics.</summary>
internal sealed class StreamObserver(Call call, ILogger logger, TagList tags)
{
    private bool _isConnected;

    public OpenCodeRequestInfo Describe() => call.Describe();

    public void Become(EventStreamState state)
    {
        var isConnected = state == EventStreamState.Connected;
        if (isConnected != _isConnected)
        {
            OpenCodeTelemetry.OpenStreams.Add(isConnected ? 1 : -1, tags);
        }

        _isConnected = isConnected;
        logger.StreamChanged(call.Route, state);
    }

    public void Lost(OpenCodeException reason, int attempt, TimeSpan delay)
    {
        OpenCodeTelemetry.Reconnects.Add(1, tags);
        logger.StreamLost(call.Route, delay.TotalMilliseconds, attempt, reason.Message);
    }

    public void Failed(OpenCodeException reason) => logger.StreamFailed(call.Route, reason.Message);

    public void Unreadable(string reason) => logger.EventUnreadable(call.Route, reason);

    public void Count()
    {
        if (OpenCodeTelemetry.Events.Enabled)
        {
            OpenCodeTelemetry.Events.Add(1, tags);
        }
    }
}
