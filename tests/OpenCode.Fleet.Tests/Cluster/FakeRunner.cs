using OpenCode.Testing;

namespace OpenCode.Fleet.Tests.Cluster;

/// <summary>Runs jobs as a machine does, with servers that only exist in the test.</summary>
internal sealed class FakeRunner(string machine, AgentWorld world) : IJobRunner
{
    private readonly CancellationTokenSource _death = new();

    public string Machine => machine;

    /// <summary>From now on, nothing that this machine does has an effect, as if its process was killed.</summary>
    public void Die() => _death.Cancel();

    public async Task<FleetJobResult> RunAsync(IJobContext context, CancellationToken cancellationToken)
    {
        if (context.Session is null)
        {
            world.Prepare(machine);
            var session = new FleetJobSession { Machine = machine, Directory = "/", SessionId = $"ses_{Guid.NewGuid():n}", MessageId = $"msg_{Guid.NewGuid():n}" };
            await StepAsync(() => context.PromptingAsync(session), cancellationToken);
            return await PromptAsync(context, isContinued: false, cancellationToken);
        }

        if (world.Completed(context.Session.MessageId) is { } result)
        {
            return result;
        }

        if (!world.HasMessage(context.Session.MessageId))
        {
            return await PromptAsync(context, isContinued: context.Session.Resumes > 0, cancellationToken);
        }

        var next = context.Session with { MessageId = $"msg_{Guid.NewGuid():n}", Resumes = context.Session.Resumes + 1 };
        await StepAsync(() => context.PromptingAsync(next), cancellationToken);
        return await PromptAsync(context, isContinued: true, cancellationToken);
    }

    public Task CleanAsync(FleetJobId id, FleetWorkspace workspace, FleetOutcome? outcome, CancellationToken cancellationToken)
    {
        world.Cleaned.Enqueue((id, outcome));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<FleetJobResult> PromptAsync(IJobContext context, bool isContinued, CancellationToken cancellationToken)
    {
        var session = context.Session!;
        await StepAsync(
            () =>
            {
                world.Accept(session.MessageId, context.Id, isContinued);
                return Task.CompletedTask;
            },
            cancellationToken);
        var result = await world.Turn(context, cancellationToken) ?? new FleetJobResult
        {
            Outcome = FleetOutcome.Completed,
            Text = $"{context.Job.Prompt}: done",
            Usage = new() { Steps = 1, Tokens = 10, Cost = 0.01m },
            Session = session,
            EndedAt = DateTimeOffset.UnixEpoch,
        };
        await StepAsync(
            () =>
            {
                world.Complete(session.MessageId, result);
                return Task.CompletedTask;
            },
            cancellationToken);
        return result;
    }

    /// <summary>Makes a step, unless the process is dead.</summary>
    private async Task StepAsync(Func<Task> step, CancellationToken cancellationToken)
    {
        if (!_death.IsCancellationRequested)
        {
            await step();
        }

        if (_death.IsCancellationRequested)
        {
            await cancellationToken.UntilCanceledAsync();
        }
    }
}
