using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace OpenCode.Fleet.Tool.Page;

/// <summary>Reads the state of the fleet once per second for all pages that show it.</summary>
internal sealed class OverviewReader(FleetClient fleet, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int MaxEndedBatches = 20;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>How long the fleet can take to respond before the pages say that it doesn't.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<string>? _reading;
    private long _startedAt;

    /// <summary>Yields the state now and whenever it changes. An event <c>stalled</c> means that the fleet doesn't respond.</summary>
    public async IAsyncEnumerable<SseItem<string>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        var last = default(SseItem<string>);
        do
        {
            var next = await NextAsync(cancellationToken).ConfigureAwait(false);
            if (next.Data != last.Data)
            {
                last = next;
                yield return next;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task<SseItem<string>> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new(await Latest().WaitAsync(s_patience, time, cancellationToken).ConfigureAwait(false), "overview");
        }
        catch (TimeoutException)
        {
            return new("{}", "stalled");
        }
    }

    private Task<string> Latest()
    {
        lock (_gate)
        {
            // Timers are imprecise, so a page that is a little early causes a read for all others too.
            if (_reading is null || (_reading.IsCompleted && time.GetElapsedTime(_startedAt) > s_interval / 2))
            {
                _startedAt = time.GetTimestamp();
                _reading = ReadAsync(lifetime.ApplicationStopping);
            }

            return _reading;
        }
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        var status = await fleet.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        var batches = new List<FleetBatchStatus>();
        var ended = 0;
        await foreach (var batch in fleet.GetBatchesAsync(cancellationToken).ConfigureAwait(false))
        {
            batches.Add(batch);

            // Batches that have not ended come first.
            if (batch.IsEnded && ++ended == MaxEndedBatches)
            {
                break;
            }
        }

        return FleetJson.Write(new PageOverview(status, batches));
    }
}
