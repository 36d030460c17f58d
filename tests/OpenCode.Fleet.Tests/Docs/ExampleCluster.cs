using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace OpenCode.Fleet.Tests.Docs;

/// <summary>Runs the hosts of the examples on free ports, and without servers.</summary>
internal sealed class ExampleCluster
{
    /// <summary>The arguments of all hosts: watching files takes a resource of the user that others might have used up.</summary>
    public static string[] Arguments { get; } = ["--hostBuilder:reloadConfigOnChange=false"];

    private readonly int _silo = FreePort();
    private readonly int _gateway = FreePort();

    /// <summary>Changes a host of an example that is not built yet.</summary>
    public HostApplicationBuilder Adapt(HostApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.Replace(ServiceDescriptor.Singleton<IJobRunner, ExampleRunner>());
        builder.Services.PostConfigure<EndpointOptions>(options => (options.SiloPort, options.GatewayPort) = (_silo, _gateway));
        builder.Services.PostConfigure<DevelopmentClusterMembershipOptions>(options => options.PrimarySiloEndpoint = new IPEndPoint(IPAddress.Loopback, _silo));
        builder.Services.PostConfigure<StaticGatewayListProviderOptions>(options => options.Gateways = [new IPEndPoint(IPAddress.Loopback, _gateway).ToGatewayUri()]);
        return builder;
    }

    /// <summary>Starts a machine, as the examples do.</summary>
    public async Task<IHost> StartMachineAsync(CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(Arguments);
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryGrainStorage(FleetStorage.Name));
        builder.Services.AddOpenCodeFleet(machine => machine.Labels.Add("dotnet"));
        var host = Adapt(builder).Build();
        await host.StartAsync(cancellationToken);
        return host;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
