using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;

namespace OpenCode.Fleet.Tool.Page;

/// <summary>Sends changes to the page as server-sent events.</summary>
internal sealed class PageStreams(FleetClient fleet, OverviewReader overview, IHostApplicationLifetime lifetime)
{
    /// <summary>Streams the state of the fleet and of its batches.</summary>
    public ServerSentEventsResult<string> Overview(CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(UntilStopped(overview.WatchAsync, cancellationToken));

    /// <summary>Streams the progress of a job until it has ended.</summary>
    public ServerSentEventsResult<string> Job(FleetJobId id, CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(UntilStopped(token => fleet.WatchJobAsync(id, token).Select(static update => new SseItem<string>(FleetJson.Write(update), "update")), cancellationToken));

    /// <summary>Ends a stream when the page stops, which would otherwise wait for the browsers to close.</summary>
    private async IAsyncEnumerable<SseItem<string>> UntilStopped(Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await foreach (var item in stream(either.Token).ConfigureAwait(false))
        {
            yield return item;
        }
    }
}
