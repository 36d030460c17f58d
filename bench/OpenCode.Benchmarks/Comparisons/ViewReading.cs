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
}
