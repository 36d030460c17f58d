using Orleans.Concurrency;

namespace OpenCode.Fleet;

/// <summary>Stores up to <see cref="Size"/> jobs of a batch, so that a submission needs few writes. They never change.</summary>
/// <remarks>Jobs read their description while the chunk deletes them, so reading interleaves.</remarks>
[Alias("OpenCode.Fleet.IChunkGrain")]
internal interface IChunkGrain : IGrainWithStringKey
{
    public const int Size = 100;

    [Alias("Store")]
    public Task StoreAsync(IReadOnlyList<FleetJob> jobs, string? traceParent);

    [Alias("Get"), AlwaysInterleave]
    public Task<ChunkJob> GetAsync(int index);

    /// <summary>Deletes the jobs and their results.</summary>
    [Alias("Delete")]
    public Task DeleteAsync();

    /// <summary>Returns what the queue needs to know about the jobs.</summary>
    [Alias("Describe"), AlwaysInterleave]
    public Task<IReadOnlyList<JobNeeds>> DescribeAsync();
}

/// <summary>Represents a job and the trace of its submission.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.ChunkJob")]
internal readonly record struct ChunkJob([property: Id(0)] FleetJob Job, [property: Id(1)] string? TraceParent);
