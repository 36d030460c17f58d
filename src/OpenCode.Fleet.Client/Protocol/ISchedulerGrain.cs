using Orleans.Concurrency;

namespace OpenCode.Fleet;

/// <summary>
/// Distributes jobs to machines. Its memory is a hint: after a restart, it is built again from the batches and from the reports
/// of the machines.
/// </summary>
[Alias("OpenCode.Fleet.ISchedulerGrain")]
internal interface ISchedulerGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Reports the state of a machine, and waits for jobs for it. A machine makes one call at a time. An empty list means that
    /// the machine must report again.
    /// </summary>
    [Alias("Take")]
    public Task<IReadOnlyList<FleetJobId>> TakeAsync(MachineReport report);

    /// <summary>Reports that a machine no longer has a job, so that its place is free.</summary>
    [Alias("Left")]
    public Task LeftAsync(MachineId machine, LeftJob job);

    /// <summary>Reports that a machine stops, and takes no more jobs.</summary>
    [Alias("Leave")]
    public Task LeaveAsync(MachineId machine);

    /// <summary>Returns whether the queue is not full.</summary>
    [Alias("HasRoom")]
    public Task<bool> HasRoomAsync();

    /// <summary>Puts jobs of a batch into the queue, unless it has them.</summary>
    [Alias("Enqueue")]
    public Task EnqueueAsync(string batch, int first, IReadOnlyList<JobNeeds> jobs);

    /// <summary>Compares the queue with the jobs of a batch that have not ended.</summary>
    [Alias("Compare"), OneWay]
    public Task CompareAsync(string batch);

    /// <summary>Removes the jobs of a canceled batch from the queue.</summary>
    [Alias("Cancel")]
    public Task CancelAsync(string batch);

    /// <summary>Reports that a provider limits requests, so that fewer jobs start on all machines.</summary>
    [Alias("Throttled"), OneWay]
    public Task ThrottledAsync(string provider, TimeSpan delay);

    [Alias("GetStatus")]
    public Task<FleetStatus> GetStatusAsync();
}
