using System.Runtime.CompilerServices;

namespace OpenCode.Fleet.Tool.Cluster;

/// <summary>Reads many jobs.</summary>
internal static class JobReading
{
    private const int MaxParallelReads = 16;

    /// <summary>Reads the submitted jobs of a batch in order.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The position of the first job.</param>
    /// <param name="count">The maximum number of jobs.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    public static async IAsyncEnumerable<FleetJobStatus> GetJobsAsync(this FleetClient fleet, FleetBatchStatus batch, int first, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var indexes in Enumerable.Range(first, Math.Clamp(batch.Submitted - first, 0, count)).Chunk(MaxParallelReads))
        {
            foreach (var job in await Task.WhenAll(indexes.Select(i => fleet.GetJobAsync(new FleetJobId(batch.Id, i), cancellationToken))).ConfigureAwait(false))
            {
                yield return job;
            }
        }
    }
}
