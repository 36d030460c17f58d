using System.ComponentModel;
using OpenCode.Fleet.Tool.Output;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Cancels a batch or a job.</summary>
internal sealed class CancelCommand(IAnsiConsole console) : ClientCommand<CancelCommand.Settings>
{
    protected override async Task<int> RunAsync(FleetClient fleet, Settings settings, CancellationToken cancellationToken)
    {
        var isCanceled = await (FleetJobId.TryParse(settings.Id, out var job)
            ? fleet.CancelJobAsync(job, cancellationToken)
            : fleet.CancelBatchAsync(settings.Id, cancellationToken)).ConfigureAwait(false);
        console.WritePlain(isCanceled ? $"{settings.Id} is canceled." : $"{settings.Id} has already ended.");
        return 0;
    }

    internal sealed class Settings : ClientSettings
    {
        [CommandArgument(0, "<BATCH|BATCH/N>")]
        [Description("The identifier of a batch, or of a job.")]
        public string Id { get; init; } = "";
    }
}
