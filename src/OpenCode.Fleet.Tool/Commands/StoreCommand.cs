using System.ComponentModel;
using System.Net;
using OpenCode.Fleet.Tool.Cluster;
using OpenCode.Fleet.Tool.Output;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Runs a store until the command is stopped.</summary>
internal sealed class StoreCommand(IAnsiConsole console) : AsyncCommand<StoreCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var store = EmbeddedStore.Start(FleetFolders.Store(settings.Data), IPAddress.Parse(settings.Listen), settings.Port);
        console.WritePlain($"Ready: store {store.Address}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    internal sealed class Settings : HostSettings;
}
