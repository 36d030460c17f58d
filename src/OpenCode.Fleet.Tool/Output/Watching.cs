using Spectre.Console;

namespace OpenCode.Fleet.Tool.Output;

/// <summary>Shows progress until a batch or a job has ended. The exit code is 1 if not everything was completed.</summary>
internal static class Watching
{
    public static async Task<int> WatchAsync(this IAnsiConsole console, FleetClient fleet, string batchId, CancellationToken cancellationToken)
    {
        var last = await fleet.GetBatchAsync(batchId, cancellationToken).ConfigureAwait(false);
        await console.Progress().StartAsync(async context =>
        {
            var task = context.AddTask("Jobs", maxValue: last.Count);
            await foreach (var status in fleet.WatchBatchAsync(batchId, cancellationToken).ConfigureAwait(false))
            {
                last = status;
                task.Value = status.Ended;
            }
        }).ConfigureAwait(false);
        console.WritePlain(BatchText.Of(last));
        return last.Outcomes.GetValueOrDefault(FleetOutcome.Completed) == last.Count ? 0 : FleetApp.Failure;
    }

    public static async Task<int> WatchAsync(this IAnsiConsole console, FleetClient fleet, FleetJobId id, CancellationToken cancellationToken)
    {
        var isInText = false;
        var result = default(FleetJobResult);
        await foreach (var update in fleet.WatchJobAsync(id, cancellationToken).ConfigureAwait(false))
        {
            if (update.Kind == FleetJobUpdateKind.Text)
            {
                isInText = true;
                console.Profile.Out.Writer.Write(update.Text);
                continue;
            }

            console.WritePlain($"{(isInText ? "\n" : "")}[{update.Kind}] {update.Ask?.Id ?? update.Result?.Outcome.ToString() ?? update.Text}");
            isInText = false;
            result = update.Result;
        }

        if (ConsoleText.FirstLine(result?.Reason ?? result?.Text) is { Length: > 0 } text)
        {
            console.WritePlain(text);
        }

        return result?.Outcome == FleetOutcome.Completed ? 0 : FleetApp.Failure;
    }
}
