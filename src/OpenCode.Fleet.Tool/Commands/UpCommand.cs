using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenCode.Fleet.Tool.Cluster;
using OpenCode.Fleet.Tool.Output;
using OpenCode.Fleet.Tool.Page;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;
using StackExchange.Redis;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Runs a machine until the command is stopped. Its page stops first, then its agents, its silo, and its store.</summary>
internal sealed class UpCommand(IAnsiConsole console) : AsyncCommand<UpSettings>
{
    /// <summary>The time in which agents stop and the cluster learns of it, after the machine was drained.</summary>
    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(20);

    /// <summary>When the process ends in any case. Without its store, a silo stops only after minutes.</summary>
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(30);

    public override async Task<int> ExecuteAsync(CommandContext context, UpSettings settings, CancellationToken cancellationToken)
    {
        var address = IPAddress.Parse(settings.Listen);
        using var embedded = settings.Store is null ? EmbeddedStore.Start(FleetFolders.Store(settings.Data), address, settings.Port) : null;
        var store = settings.StoreOptions ?? StoreAddress.Parse(embedded!.Address);
        await StoreAddress.CheckAsync(store).ConfigureAwait(false);
        using var host = CreateHost(settings, store, address);
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        console.WritePlain($"Ready: machine {settings.MachineName}, store {StoreAddress.Describe(store)}");
        await RunAsync(host, settings.DrainTimeout, cancellationToken).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Runs until the command is stopped. Agents and their servers end before the silo.</summary>
    private async Task RunAsync(IHost host, TimeSpan drain, CancellationToken cancellationToken)
    {
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        console.WritePlain("Stopping. To stop immediately, press Ctrl+C again.");
        try
        {
            await host.StopAsync(CancellationToken.None).WaitAsync(drain + s_longestStop, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            console.WritePlain("The machine did not stop in time. The other machines notice that it ended.");
        }
    }

    private IHost CreateHost(UpSettings settings, ConfigurationOptions store, IPAddress address)
    {
        var ports = MachinePorts.Get(FleetFolders.Machine(settings.Data, settings.MachineName), address);
        console.WritePlain($"Silo: {new IPEndPoint(address, ports.Silo)}, gateway: {new IPEndPoint(address, ports.Gateway)}");
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainTimeout + s_shutdownTimeout);
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging
            .AddSimpleConsole(options => options.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter(typeof(FleetClient).Namespace, LogLevel.Information)
            .AddFilter(nameof(Orleans), settings.Verbose ? LogLevel.Warning : LogLevel.Critical);
        builder.UseOrleans(silo =>
        {
            silo.UseFleet(store).ConfigureEndpoints(address, ports.Silo, ports.Gateway).Configure<SiloOptions>(options => options.SiloName = settings.MachineName);
            silo.UseOrleansDashboard(settings.Dashboard);
        });
        builder.Services.AddOpenCodeFleet(settings.Configure);
        if (settings.Page is { } port)
        {
            builder.Services.AddHostedService(services => new FleetPageService(
                services.GetRequiredService<FleetClient>(),
                settings.Dashboard ? services.GetRequiredService<IGrainFactory>() : null,
                new IPEndPoint(address, port),
                url => console.WritePlain($"Page: {url}")));
        }

        return builder.Build();
    }
}
