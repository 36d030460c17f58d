using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenCode.Fleet.Tool.Cluster;
using OpenCode.Fleet.Tool.Output;
using Orleans.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;
using StackExchange.Redis;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Runs a machine until the command is stopped. Its agents stop first, then its silo, then its store.</summary>
internal sealed class UpCommand(IAnsiConsole console) : AsyncCommand<UpSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, UpSettings settings, CancellationToken cancellationToken)
    {
        var address = IPAddress.Parse(settings.Listen);
        using var embedded = settings.Store is null ? EmbeddedStore.Start(FleetFolders.Store(settings.Data), address, settings.Port) : null;
        var store = settings.StoreOptions ?? StoreAddress.Parse(embedded!.Address);
        await StoreAddress.CheckAsync(store).ConfigureAwait(false);
        using var host = CreateHost(settings, store, address);
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        console.WritePlain($"Ready: machine {settings.MachineName}, store {StoreAddress.Describe(store)}");
        await host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }

    private IHost CreateHost(UpSettings settings, ConfigurationOptions store, IPAddress address)
    {
        var (siloPort, gatewayPort) = (FreePort.Find(address), FreePort.Find(address));
        console.WritePlain($"Silo: {new IPEndPoint(address, siloPort)}, gateway: {new IPEndPoint(address, gatewayPort)}");
        var builder = FleetCluster.CreateApplication(LogLevel.Warning);
        builder.UseOrleans(silo => silo.UseFleet(store).ConfigureEndpoints(address, siloPort, gatewayPort));
        builder.Services.AddOpenCodeFleet(settings.Configure);
        return builder.Build();
    }
}
