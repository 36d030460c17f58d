namespace OpenCode.Fleet.Tests.Docs;

/// <summary>Runs the jobs of the examples without a server. An agent asks whether it can push, if the job lets it ask.</summary>
internal sealed class ExampleRunner : IJobRunner
{
    public async Task<FleetJobResult> RunAsync(IJobContext context, CancellationToken cancellationToken)
    {
        var session = new FleetJobSession { Machine = "example", Directory = context.Job.Workspace.Location, SessionId = "ses_1", MessageId = "msg_1" };
        await context.PromptingAsync(session);
        var reply = FleetReply.Allow;
        if (context.Job.Asks.Permissions == FleetPermissionPolicy.Ask)
        {
            var ask = new FleetAsk { Id = "per_1", Job = context.Id, Permission = "bash", Patterns = ["git push"], AskedAt = DateTimeOffset.UnixEpoch };
            reply = await context.AskAsync(ask, cancellationToken);
        }

        return new FleetJobResult
        {
            Outcome = FleetOutcome.Completed,
            Text = reply.IsAllowed ? "Done" : reply.Message,
            Session = session,
            EndedAt = DateTimeOffset.UnixEpoch,
        };
    }

    public Task CleanAsync(FleetJobId id, FleetWorkspace workspace, FleetOutcome? outcome, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
