using System.Net;
using Microsoft.Extensions.Hosting;
using Orleans;

namespace OpenCode.Fleet.Tool.Page;

/// <summary>Serves the page while a host runs.</summary>
internal sealed class FleetPageService(FleetClient fleet, IGrainFactory? dashboard, IPEndPoint endpoint, Action<Uri> started) : IHostedService
{
    private FleetPage? _page;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _page = await FleetPage.StartAsync(fleet, dashboard, endpoint, cancellationToken).ConfigureAwait(false);
        started(_page.Url);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_page is not null)
        {
            await _page.DisposeAsync().ConfigureAwait(false);
        }
    }
}
