namespace OpenCode.Fleet;

/// <summary>Runs a job on this machine.</summary>
internal interface IJobRunner : IAsyncDisposable
{
    /// <exception cref="JobLostException">Another machine has the job.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled, and the agent is stopped.</exception>
    public Task<FleetJobResult> RunAsync(IJobContext context, CancellationToken cancellationToken);
}
