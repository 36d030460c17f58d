using System.Runtime.CompilerServices;

namespace OpenCode.Fleet.Tests.Cluster;

internal static class FleetClientExtensions
{
    /// <summary>Watches a batch that is being submitted.</summary>
    public static async IAsyncEnumerable<FleetBatchStatus> WatchStartedBatchAsync(this FleetClient client, string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!await client.GetBatchesAsync(cancellationToken).AnyAsync(b => b.Id == id, cancellationToken))
        {
            await Task.Yield();
        }

        await foreach (var status in client.WatchBatchAsync(id, cancellationToken))
        {
            yield return status;
        }
    }
}
