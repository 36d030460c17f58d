namespace OpenCode.Fleet;

/// <summary>
/// Decides about one job. It is the only source of truth: queues, machines, and batches only contain hints.
/// </summary>
[Alias("OpenCode.Fleet.IJobGrain")]
internal interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Asks whether a machine can prepare the job. The grant is not stored, and another machine can take the job.</summary>
    [Alias("Start")]
    public Task<JobStart> StartAsync(MachineId machine, IMachineObserver observer);

    /// <summary>
    /// Stores the session before the prompt is sent. Only one machine succeeds. False: the machine must not send the prompt.
    /// </summary>
    [Alias("Prompting")]
    public Task<bool> PromptingAsync(MachineId machine, FleetJobSession session);

    /// <summary>Reports progress, and that the machine is alive.</summary>
    [Alias("Report")]
    public Task<JobOrders> ReportAsync(MachineId machine, IMachineObserver observer, IReadOnlyList<FleetJobUpdate> updates);

    /// <summary>Stores a request of the agent.</summary>
    [Alias("Ask")]
    public Task AskAsync(MachineId machine, FleetAsk ask);

    /// <summary>
    /// Stores the result, unless the job has one. It can be repeated. A failed job that can be repeated is queued again.
    /// </summary>
    [Alias("Finish")]
    public Task<JobPosition> FinishAsync(MachineId machine, FleetJobResult result);

    /// <summary>
    /// Gives the job up because the machine can't run it now, or was lost. A job whose prompt might be accepted is interrupted.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="reason">The reason, for the result of a job that ends.</param>
    /// <param name="usage">The usage of the session, as far as it is known. The usage of a session that continues is read again.</param>
    [Alias("Release")]
    public Task<JobPosition> ReleaseAsync(MachineId machine, string reason, FleetUsage usage);

    /// <summary>Ends an interrupted job whose machine did not return in time.</summary>
    [Alias("GiveUp")]
    public Task<JobPosition> GiveUpAsync(string reason);

    /// <summary>Returns where the job is, and counts it in its batch if it has ended.</summary>
    [Alias("Locate")]
    public Task<JobPosition> LocateAsync();

    /// <summary>Cancels the job. False: it has already ended.</summary>
    [Alias("Cancel")]
    public Task<bool> CancelAsync();

    /// <summary>Stores the reply to a request. False: the request does not wait for a reply.</summary>
    [Alias("Reply")]
    public Task<bool> ReplyAsync(string askId, FleetReply reply);

    /// <summary>Deletes the record of a job that has ended.</summary>
    [Alias("Delete")]
    public Task DeleteAsync();

    [Alias("GetStatus")]
    public Task<FleetJobStatus> GetStatusAsync();

    /// <summary>Returns the updates of the job, starting with its state.</summary>
    [Alias("Watch")]
    public IAsyncEnumerable<FleetJobUpdate> WatchAsync(CancellationToken cancellationToken);
}
