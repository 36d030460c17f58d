using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenCode.Fleet.Tool.Cluster;
using OpenCode.Fleet.Tool.Output;
using OpenCode.Fleet.Tool.Page;
using Orleans.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;
using StackExchange.Redis;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Runs a machine until the command is stopped. Its page stops first, then its agents, its silo, and its store.</summary>
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
        var ports = MachinePorts.Get(FleetFolders.Machine(settings.Data, settings.MachineName), address);
        console.WritePlain($"Silo: {new IPEndPoint(address, ports.Silo)}, gateway: {new IPEndPoint(address, ports.Gateway)}");
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging
            .AddSimpleConsole(options => options.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter(typeof(FleetClient).Namespace, LogLevel.Information)
            .AddFilter(nameof(Orleans), settings.Verbose ? LogLevel.Warning : LogLevel.Critical);
        builder.UseOrleans(silo => silo.UseFleet(store).ConfigureEndpoints(address, ports.Silo, ports.Gateway));
        builder.Services.AddOpenCodeFleet(settings.Configure);
        if (settings.Page is { } port)
        {
            builder.Services.AddHostedService(services => new FleetPageService(services.GetRequiredService<FleetClient>(), new IPEndPoint(address, port), url => console.WritePlain($"Page: {url}")));
        }

        return builder.Build();
    }
}
