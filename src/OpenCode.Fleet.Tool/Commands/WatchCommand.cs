using System.ComponentModel;
using OpenCode.Fleet.Tool.Output;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Watches a batch or a job.</summary>
internal sealed class WatchCommand(IAnsiConsole console) : ClientCommand<WatchCommand.Settings>
{
    protected override Task<int> RunAsync(FleetClient fleet, Settings settings, CancellationToken cancellationToken) =>
        FleetJobId.TryParse(settings.Id, out var job)
            ? console.WatchAsync(fleet, job, cancellationToken)
            : console.WatchAsync(fleet, settings.Id, cancellationToken);

    internal sealed class Settings : ClientSettings
    {
        [CommandArgument(0, "<BATCH|BATCH/N>")]
        [Description("The identifier of a batch, or of a job.")]
        public string Id { get; init; } = "";
    }
}
