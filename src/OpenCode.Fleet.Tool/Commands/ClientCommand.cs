using OpenCode.Fleet.Tool.Cluster;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>A command that uses a fleet as a client.</summary>
internal abstract class ClientCommand<T> : AsyncCommand<T>
    where T : ClientSettings
{
    protected abstract Task<int> RunAsync(FleetClient fleet, T settings, CancellationToken cancellationToken);

    public sealed override async Task<int> ExecuteAsync(CommandContext context, T settings, CancellationToken cancellationToken)
    {
        var connection = await FleetConnection.OpenAsync(settings.StoreOptions, waits: false, cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await RunAsync(connection.Client, settings, cancellationToken).ConfigureAwait(false);
    }
}
