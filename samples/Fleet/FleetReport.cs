using OpenCode.Fleet;
using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>Shows the results of a batch.</summary>
internal static class FleetReport
{
    /// <summary>Writes a row for each machine, and the reasons of jobs that were not completed.</summary>
    public static async Task WriteAsync(FleetClient fleet, FleetBatchStatus batch)
    {
        var jobs = new List<FleetJobStatus>();
        await foreach (var job in fleet.WatchResultsAsync(batch.Id))
        {
            jobs.Add(job);
        }

        var table = new Table().AddColumns("Machine", "Jobs", "Completed", "Tokens", "Cost");
        foreach (var machine in jobs.GroupBy(job => job.Result!.Session?.Machine ?? "none").OrderBy(group => group.Key))
        {
            table.AddRow(
                machine.Key, $"{machine.Count()}", $"{machine.Count(IsCompleted)}", $"{machine.Sum(job => job.Result!.Usage.Tokens)}", $"{machine.Sum(job => job.Result!.Usage.Cost):0.0000}");
        }

        AnsiConsole.Write(table);
        foreach (var job in jobs.Where(job => !IsCompleted(job)))
        {
            AnsiConsole.WriteLine($"{job.Id}: {job.Result!.Outcome}. {job.Result.Reason}");
        }

        AnsiConsole.WriteLine($"{batch.Ended} of {batch.Count} jobs ended within {(batch.EndedAt - batch.CreatedAt)?.TotalSeconds:0} s. The last one: {jobs[^1].Result!.Text}");
    }

    private static bool IsCompleted(FleetJobStatus job) => job.Result!.Outcome == FleetOutcome.Completed;
}
