using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Orleans;

namespace OpenCode.Fleet.Tool.Page;

/// <summary>A web page that shows a fleet, replies to its agents, and cancels its jobs.</summary>
internal sealed class FleetPage : IAsyncDisposable
{
    public const int DefaultPort = 6400;

    /// <summary>The prefix of the names of the page's files in this assembly.</summary>
    private const string Files = "wwwroot";

    private const long MaxRequestSize = 1024 * 1024;

    private readonly WebApplication _application;

    private FleetPage(WebApplication application) => _application = application;

    public Uri Url => new(_application.Urls.Single());

    /// <summary>Starts to serve the page.</summary>
    /// <param name="fleet">The fleet, which must exist until the page is disposed.</param>
    /// <param name="dashboard">Calls the silos for the dashboard of Orleans; null for a page without it.</param>
    /// <param name="endpoint">The address to listen on; port 0 for any free port.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="FleetToolException">The page can't listen on the address.</exception>
    public static async Task<FleetPage> StartAsync(FleetClient fleet, IGrainFactory? dashboard, IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var page = new FleetPage(Create(fleet, dashboard, endpoint));
        try
        {
            await page._application.StartAsync(cancellationToken).ConfigureAwait(false);
            return page;
        }
        catch (IOException e)
        {
            await page.DisposeAsync().ConfigureAwait(false);
            throw new FleetToolException($"The page can't listen on {endpoint}: {e.Message}", e);
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static WebApplication Create(FleetClient fleet, IGrainFactory? dashboard, IPEndPoint endpoint)
    {
        // The empty builder reads neither the environment nor files in the current directory.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(endpoint);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestSize;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(fleet);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<OverviewReader>();
        builder.Services.AddSingleton<PageStreams>();
        if (dashboard is not null)
        {
            builder.Services.AddOrleansDashboard(dashboard);
        }

        var application = builder.Build();
        application.Use(PageGuard.CheckAsync);
        application.UseFileServer(new FileServerOptions { FileProvider = new EmbeddedFileProvider(typeof(FleetPage).Assembly, Files) });
        application.MapPage(new PageFeatures(Dashboard: dashboard is not null));
        if (dashboard is not null)
        {
            application.MapOrleansDashboard();
        }

        return application;
    }
}
