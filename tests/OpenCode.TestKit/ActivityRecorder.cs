using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpenCode.Testing;

/// <summary>Keeps the activities of the trace it starts, whatever their source; other tests run at the same time.</summary>
public sealed class ActivityRecorder : IDisposable
{
    private static readonly ActivitySource s_source = new("OpenCode.Testing");

    private readonly ConcurrentQueue<Activity> _activities = new();
    private readonly ActivityListener _listener;
    private readonly Activity _root;

    public ActivityRecorder()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _activities.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _root = s_source.StartActivity("test")!;
    }

    /// <summary>The activities that have ended, in the order in which they began.</summary>
    public IReadOnlyList<Activity> Activities => [.. _activities.Where(a => a.TraceId == _root.TraceId).OrderBy(a => a.StartTimeUtc)];

    /// <summary>All text that is in them.</summary>
    public string AllText => string.Join('\n', Activities.Select(a =>
        $"{a.DisplayName} {a.StatusDescription} {string.Join(' ', a.TagObjects)} {string.Join(' ', a.Events.SelectMany(e => e.Tags))}"));

    public void Dispose()
    {
        _root.Dispose();
        _listener.Dispose();
    }
}
