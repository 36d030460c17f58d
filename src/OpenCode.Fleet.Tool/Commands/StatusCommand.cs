using System.ComponentModel;
using System.Text.Json;
using OpenCode.Fleet.Tool.Output;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Shows the state of the fleet.</summary>
internal sealed class StatusCommand(IAnsiConsole console) : ClientCommand<StatusCommand.Settings>
{
    protected override async Task<int> RunAsync(FleetClient fleet, Settings settings, CancellationToken cancellationToken)
    {
        var status = await fleet.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        if (settings.Json)
        {
            console.WritePlain(FleetJson.Write(status));
        }
        else
        {
            console.Write(StatusTables.Machines(status));
            console.WritePlain(FormattableString.Invariant($"{status.Queued} queued, {status.Running} running, {status.Interrupted} interrupted"));
            if (status.Unmatched > 0)
            {
                console.WritePlain(FormattableString.Invariant($"{status.Unmatched} queued jobs can't run: no machine that takes jobs has their labels and model"));
            }

            if (status.Providers.Count > 0)
            {
                console.Write(StatusTables.Providers(status));
            }

            if (status.Asks.Count > 0)
            {
                console.Write(StatusTables.Asks(status));
            }
        }

        return 0;
    }

    internal sealed class Settings : ClientSettings
    {
        [CommandOption("--json")]
        [Description("Writes JSON.")]
        public bool Json { get; init; }
    }
}
