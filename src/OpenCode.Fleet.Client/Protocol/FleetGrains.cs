namespace OpenCode.Fleet;

/// <summary>Finds the grains of a fleet by their keys.</summary>
internal static class FleetGrains
{
    public static IBatchGrain Batch(this IGrainFactory grains, string id) => grains.GetGrain<IBatchGrain>(id);

    /// <summary>Finds the chunk that contains the job at a position.</summary>
    public static IChunkGrain Chunk(this IGrainFactory grains, string batch, int index) =>
        grains.GetGrain<IChunkGrain>(new FleetJobId(batch, index / IChunkGrain.Size).ToString());

    public static IIndexGrain Index(this IGrainFactory grains) => grains.GetGrain<IIndexGrain>(0);

    public static IJobGrain Job(this IGrainFactory grains, FleetJobId id) => grains.GetGrain<IJobGrain>(id.ToString());

    public static ISchedulerGrain Scheduler(this IGrainFactory grains) => grains.GetGrain<ISchedulerGrain>(0);
}
