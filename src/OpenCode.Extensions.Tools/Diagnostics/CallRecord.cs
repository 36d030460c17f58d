using System.Diagnostics;

namespace OpenCode.Diagnostics;

/// <summary>Records one call of a function.</summary>
internal sealed class CallRecord : IDisposable
{
    private const string ExecuteTool = "execute_tool";

    private readonly TimeProvider _timeProvider;
    private readonly long _start;
    private readonly Activity? _activity;
    private TagList _tags;

    public CallRecord(string tool, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
        _tags = new TagList { { "gen_ai.operation.name", ExecuteTool }, { "gen_ai.tool.name", tool } };
        _activity = OpenCodeToolsTelemetry.Source.StartActivity($"{ExecuteTool} {tool}");
        _activity?.SetTag("gen_ai.operation.name", ExecuteTool).SetTag("gen_ai.tool.name", tool).SetTag("gen_ai.tool.type", "function");
        OpenCodeToolsTelemetry.ActiveCalls.Add(1, _tags);
    }

    /// <summary>The time since the start of the call.</summary>
    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(_start);

    public void Fail(string error)
    {
        _activity?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
        _failure = error;
    }

    private string? _failure;

    /// <summary>Adds the call of the session if it was found.</summary>
    public void Find(ToolCallOrigin? origin)
    {
        if (origin is not null)
        {
            _activity?.SetTag("gen_ai.tool.call.id", origin.CallId).SetTag("gen_ai.conversation.id", origin.SessionId);
        }
    }

    public void Dispose()
    {
        OpenCodeToolsTelemetry.ActiveCalls.Add(-1, _tags);
        if (_failure is not null)
        {
            _tags.Add("error.type", _failure);
        }

        OpenCodeToolsTelemetry.CallDuration.Record(Elapsed.TotalSeconds, _tags);
        _activity?.Dispose();
    }
}
