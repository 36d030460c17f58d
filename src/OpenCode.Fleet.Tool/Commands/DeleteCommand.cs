using System.ComponentModel;
using OpenCode.Fleet.Tool.Output;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Deletes a batch that has ended.</summary>
internal sealed class DeleteCommand(IAnsiConsole console) : ClientCommand<DeleteCommand.Settings>
{
    protected override async Task<int> RunAsync(FleetClient fleet, Settings settings, CancellationToken cancellationToken)
    {
        if (!await fleet.DeleteBatchAsync(settings.Batch, cancellationToken).ConfigureAwait(false))
        {
            throw new FleetToolException($"The fleet has no batch '{settings.Batch}'.");
        }

        console.WritePlain($"{settings.Batch} is deleted.");
        return 0;
    }

    internal sealed class Settings : ClientSettings
    {
        [CommandArgument(0, "<BATCH>")]
        [Description("The identifier of the batch.")]
        public string Batch { get; init; } = "";
    }
}
