namespace OpenCode.Fleet.Benchmarks;

/// <summary>Runs jobs without an agent: it stores the session as for a real job, and ends at once.</summary>
internal sealed class InstantRunner(TimeProvider time) : IJobRunner
{
    public async Task<FleetJobResult> RunAsync(IJobContext context, CancellationToken cancellationToken)
    {
        var session = new FleetJobSession { Machine = "bench", Directory = "/", SessionId = $"ses_{context.Id}", MessageId = $"msg_{context.Id}" };
        await context.PromptingAsync(session).ConfigureAwait(false);
        return new FleetJobResult { Outcome = FleetOutcome.Completed, Text = context.Job.Prompt, Session = session, EndedAt = time.GetUtcNow() };
    }

    public Task CleanAsync(FleetJobId id, FleetWorkspace workspace, FleetOutcome? outcome, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
