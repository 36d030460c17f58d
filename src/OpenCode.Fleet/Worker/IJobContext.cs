namespace OpenCode.Fleet;

/// <summary>Connects a running job with its grain.</summary>
internal interface IJobContext
{
    public FleetJobId Id { get; }

    public FleetJob Job { get; }

    /// <summary>The session to resume; null for a new session.</summary>
    public FleetJobSession? Session { get; }

    /// <summary>
    /// Stores the session before a prompt is sent. The end of the server does not cancel it: the cluster could have stored a session
    /// that this machine does not know, and no other session could follow it.
    /// </summary>
    /// <exception cref="JobLostException">Another machine has the job.</exception>
    /// <exception cref="OperationCanceledException">The job was canceled, or the machine stops.</exception>
    public Task PromptingAsync(FleetJobSession session);

    /// <summary>Sends an update to the clients that watch the job.</summary>
    public void Report(FleetJobUpdate update);

    /// <summary>Stores a request of the agent, and waits until a client replies.</summary>
    public Task<FleetReply> AskAsync(FleetAsk ask, CancellationToken cancellationToken);

    /// <summary>Notes what the session has used if its turn ends without a result.</summary>
    public void Spend(SessionUsage usage);

    /// <summary>Reports that the provider limits requests.</summary>
    public Task ThrottledAsync(string provider, TimeSpan delay, CancellationToken cancellationToken);
}
