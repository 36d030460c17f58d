using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;

namespace OpenCode.Fleet.Tool.Page;

/// <summary>The dashboard of Orleans, which the page can contain. It shows silos, grains, and the calls between them.</summary>
internal static class OrleansDashboard
{
    public const string Path = "/orleans";

    /// <summary>Lets a silo collect the data of the dashboard.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="isEnabled">
    /// Whether the silo collects data. Otherwise, it runs no grain of the dashboard, because such a grain would fail without the data.
    /// </param>
    public static void UseOrleansDashboard(this ISiloBuilder silo, bool isEnabled)
    {
        if (isEnabled)
        {
            silo.AddDashboard();
        }
        else
        {
            silo.Services.PostConfigure<GrainTypeOptions>(options => options.Classes.RemoveWhere(type => type.Assembly == typeof(DashboardOptions).Assembly));
        }
    }

    /// <summary>Adds what the dashboard needs to the services of the page.</summary>
    /// <param name="services">The services of the page.</param>
    /// <param name="grains">Calls the silos, which collect the data.</param>
    public static void AddOrleansDashboard(this IServiceCollection services, IGrainFactory grains)
    {
        services.AddSingleton(grains);

        // The log that it could stream is that of the page itself, which writes none.
        new PageBuilder(services).AddDashboard(options => options.HideTrace = true);
    }

    public static void MapOrleansDashboard(this IEndpointRouteBuilder endpoints) => endpoints.MapOrleansDashboard(Path);

    /// <summary>
    /// Makes the page a client of the dashboard, but not of the cluster. The process has a silo or a client already.
    /// </summary>
    private sealed class PageBuilder(IServiceCollection services) : IClientBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration { get; } = new ConfigurationManager();
    }
}
