namespace OpenCode.Fleet;

/// <summary>Stores which jobs a batch has, and how they ended.</summary>
[Alias("OpenCode.Fleet.IBatchGrain")]
internal interface IBatchGrain : IGrainWithStringKey
{
    /// <summary>Creates the batch, or returns the status of a batch with the same number of jobs.</summary>
    /// <exception cref="ArgumentException">The batch exists with another number of jobs.</exception>
    [Alias("Open")]
    public Task<FleetBatchStatus> OpenAsync(string? name, int count);

    /// <summary>Stores the next jobs of a submission, and puts them into the queue. It can be repeated.</summary>
    /// <returns>False if the queue is full, and the sender must wait.</returns>
    [Alias("Add")]
    public Task<bool> AddAsync(int chunk, IReadOnlyList<FleetJob> jobs, string? traceParent);

    /// <summary>Reports that a job has ended. It can be repeated.</summary>
    [Alias("Ended")]
    public Task EndedAsync(int index, FleetOutcome outcome, FleetUsage usage);

    /// <summary>Cancels all jobs that have not ended. False: the batch has already ended.</summary>
    [Alias("Cancel")]
    public Task<bool> CancelAsync();

    /// <summary>Deletes a part of a batch that has ended. It can be repeated.</summary>
    /// <returns>The number of jobs that remain; null if the batch does not exist.</returns>
    /// <exception cref="ArgumentException">The batch has not ended.</exception>
    [Alias("Delete")]
    public Task<int?> DeleteAsync();

    /// <summary>Returns the status; null if the batch does not exist.</summary>
    [Alias("GetStatus")]
    public Task<FleetBatchStatus?> GetStatusAsync();

    /// <summary>Returns the jobs that have not ended, for the queue.</summary>
    [Alias("GetOpen")]
    public Task<OpenJobs> GetOpenAsync();

    /// <summary>Returns the status whenever it changes, until the batch has ended. Fast changes are combined.</summary>
    [Alias("Watch")]
    public IAsyncEnumerable<FleetBatchStatus> WatchAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns the positions of ended jobs: first all that have ended, then those that end, and an empty list when the batch has
    /// ended.
    /// </summary>
    [Alias("WatchEnded")]
    public IAsyncEnumerable<int[]> WatchEndedAsync(CancellationToken cancellationToken);
}

/// <summary>Represents the jobs of a batch that have not ended.</summary>
/// <param name="IsCanceled">Whether the batch is canceled, so that none of them may start.</param>
/// <param name="Indexes">The positions.</param>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.OpenJobs")]
internal readonly record struct OpenJobs([property: Id(0)] bool IsCanceled, [property: Id(1)] int[] Indexes);
