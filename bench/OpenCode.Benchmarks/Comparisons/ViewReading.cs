using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;
using OpenCode.Models;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Reads the snapshot of a view whenever the view reports a change.</summary>
internal static class ViewReading
{
    /// <summary>
    /// The time between two deltas. It is much shorter than the time of a model, and long enough for a view to report each delta.
    /// Therefore, the processor time is measured.
    /// </summary>
    private const int PaceMicroseconds = 50;

    /// <summary>An event is a line of data and an empty line.</summary>
    private const int LinesOfEvent = 2;

    /// <returns>The processor time and the allocations for one delta.</returns>
    public static async Task<Sample> MeasureAsync(ServerProcess server, int deltas, CancellationToken cancellationToken)
    {
        using var client = new OpenCodeClient(server.NewWorld(WorldKind.Turns(deltas, PaceMicroseconds)));
        const string session = "ses_view";
        await using var view = await client.Session.OpenViewAsync(session, cancellationToken: cancellationToken);
        var length = deltas * Turn.Delta.Length;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        view.Changed += (_, _) =>
        {
            if (view.Snapshot is { Status: SessionStatusIdle, Messages: [.., { Parts: [TextPart { Text.Length: var read }] }] } && read == length)
            {
                done.TrySetResult();
            }
        };

        return await Meter.MeasureProcessorAsync(deltas, async () =>
        {
            await client.Session.StartPromptAsync(session, new() { Parts = [new TextPartInput { Id = "prt_view", Text = "Write." }] }, cancellationToken);
            await (await Task.WhenAny(done.Task, view.Completion).WaitAsync(cancellationToken));
        });
    }

    /// <summary>Receives the same events without reading them, to show the cost of a wake-up for each delta.</summary>
    /// <returns>The processor time and the allocations for one delta.</returns>
    public static async Task<Sample> MeasureSocketAsync(ServerProcess server, int deltas, CancellationToken cancellationToken)
    {
        var url = server.NewWorld(WorldKind.Turns(deltas, PaceMicroseconds));
        using var client = new OpenCodeClient(url);
        using var http = new HttpClient();
        await using var events = await http.GetStreamAsync(new Uri(url, "event"), cancellationToken);
        var buffer = new byte[64 * 1024];
        return await Meter.MeasureProcessorAsync(deltas, async () =>
        {
            await client.Session.StartPromptAsync("ses_view", new() { Parts = [new TextPartInput { Id = "prt_view", Text = "Write." }] }, cancellationToken);
            for (var lines = 0; lines < deltas * LinesOfEvent;)
            {
                var read = await events.ReadAsync(buffer, cancellationToken);
                lines += buffer.AsSpan(0, read).Count((byte)'\n');
            }
        });
    }
}
