namespace OpenCode.Fleet;

/// <summary>Runs a job on this machine.</summary>
internal interface IJobRunner : IAsyncDisposable
{
    /// <exception cref="JobLostException">Another machine has the job.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled, and the agent is stopped.</exception>
    public Task<FleetJobResult> RunAsync(IJobContext context, CancellationToken cancellationToken);

    /// <summary>Deletes the directory of a job that no longer is on this machine, if the job asks for it. It doesn't throw.</summary>
    /// <param name="id">The job.</param>
    /// <param name="workspace">The workspace of the job.</param>
    /// <param name="outcome">How the job ended; null if its prompt was not sent.</param>
    /// <param name="cancellationToken">Ends the deletion, which also has a timeout.</param>
    public Task CleanAsync(FleetJobId id, FleetWorkspace workspace, FleetOutcome? outcome, CancellationToken cancellationToken);
}
