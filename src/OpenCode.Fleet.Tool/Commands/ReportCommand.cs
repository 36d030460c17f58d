using System.ComponentModel;
using OpenCode.Fleet.Tool.Output;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Shows the jobs of a batch, whether or not they have ended.</summary>
internal sealed class ReportCommand(IAnsiConsole console) : ClientCommand<ReportCommand.Settings>
{
    protected override async Task<int> RunAsync(FleetClient fleet, Settings settings, CancellationToken cancellationToken)
    {
        var batch = await fleet.GetBatchAsync(settings.Batch, cancellationToken).ConfigureAwait(false);
        var table = JobTable.Create();
        await foreach (var job in fleet.GetJobsAsync(settings.Batch, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (settings.Json)
            {
                console.WritePlain(FleetJson.Write(job));
            }
            else
            {
                table.AddJob(job);
            }
        }

        if (!settings.Json)
        {
            console.Write(table);
            console.WritePlain(BatchText.Of(batch));
        }

        return 0;
    }

    internal sealed class Settings : ClientSettings
    {
        [CommandArgument(0, "<BATCH>")]
        [Description("The identifier of the batch.")]
        public string Batch { get; init; } = "";

        [CommandOption("--json")]
        [Description("Writes one line of JSON for each job.")]
        public bool Json { get; init; }
    }
}
