using System.Runtime.CompilerServices;

namespace OpenCode.Fleet;

/// <summary>Stores the record of one job, and connects its machine and its watchers.</summary>
[GrainType("opencode-fleet-job"), CollectionAgeLimit(Minutes = 2)]
internal sealed class JobGrain(
    [PersistentState("job", FleetStorage.Name)] IPersistentState<JobRecord> state,
    TimeProvider time) : Grain, IJobGrain
{
    private readonly JobWatchers _watchers = new();
    private ChunkJob? _job;
    private FleetJobId _id;

    /// <summary>The machine that prepares or runs the job. It is not stored: another machine can prepare the job instead.</summary>
    private MachineId? _holder;
    private IMachineObserver? _observer;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = FleetJobId.Parse(this.GetPrimaryKeyString());
        _holder = state.State.State == FleetJobState.Running ? state.State.Machine : null;
        return Task.CompletedTask;
    }

    public async Task<JobStart> StartAsync(MachineId machine, IMachineObserver observer)
    {
        var job = await GetJobAsync();
        if (!JobMachine.CanStart(state.State, job.Job, machine))
        {
            return new JobStart { Position = await LocateAsync() };
        }

        _holder = machine;
        _observer = observer;
        return new JobStart
        {
            Position = Position,
            Job = job.Job,
            Session = state.State.Session,
            TraceParent = job.TraceParent,
        };
    }

    public async Task<bool> PromptingAsync(MachineId machine, FleetJobSession session)
    {
        var job = await GetJobAsync();
        if ((_holder ?? machine) != machine || JobMachine.Prompting(state.State, job.Job, machine, session) is not { } record)
        {
            return false;
        }

        _holder = machine;
        await SaveAsync(record);
        _watchers.Send(new() { Kind = FleetJobUpdateKind.Running, Text = machine.Name });
        return true;
    }

    public async Task<JobOrders> ReportAsync(MachineId machine, IMachineObserver observer, IReadOnlyList<FleetJobUpdate> updates)
    {
        // After a restart of this grain, the machine that prepares the job is not known. The job of a deleted batch has no machine.
        if (_holder is null && state.State.State == FleetJobState.Queued && await ExistsAsync())
        {
            _holder ??= machine;
        }

        if (_holder != machine || state.State.State == FleetJobState.Ended)
        {
            return new JobOrders();
        }

        _observer = observer;
        foreach (var update in updates)
        {
            _watchers.Send(update);
        }

        return new JobOrders
        {
            IsMine = true,
            IsCanceled = state.State.IsCanceled,
            IsWatched = _watchers.Any,
            Replies = state.State.Replies,
        };
    }

    public async Task AskAsync(MachineId machine, FleetAsk ask)
    {
        if (_holder == machine && JobMachine.Ask(state.State, ask) is { } record)
        {
            await SaveAsync(record);
            _watchers.Send(new() { Kind = FleetJobUpdateKind.Asked, Ask = ask });
        }
    }

    public async Task<JobPosition> FinishAsync(MachineId machine, FleetJobResult result)
    {
        var job = await GetJobAsync();
        if ((_holder ?? machine) == machine && JobMachine.Finish(state.State, job.Job, result) is { } record)
        {
            await ApplyAsync(record);
        }

        return await LocateAsync();
    }

    public async Task<JobPosition> ReleaseAsync(MachineId machine, string reason, FleetUsage usage)
    {
        var job = await GetJobAsync();
        if (JobMachine.Release(state.State, job.Job, machine, reason, usage, time.GetUtcNow()) is { } record)
        {
            await ApplyAsync(record);
        }
        else if (_holder == machine && state.State.State == FleetJobState.Queued)
        {
            _holder = null;
        }

        return await LocateAsync();
    }

    public async Task<JobPosition> GiveUpAsync(string reason)
    {
        if (JobMachine.GiveUp(state.State, reason, time.GetUtcNow()) is { } record)
        {
            await ApplyAsync(record);
        }

        return await LocateAsync();
    }

    public async Task<JobPosition> LocateAsync()
    {
        await NotifyBatchAsync();
        return Position;
    }

    public async Task<bool> CancelAsync()
    {
        if (JobMachine.Cancel(state.State, time.GetUtcNow()) is not { } record)
        {
            return false;
        }

        await ApplyAsync(record);
        _observer?.OrdersChanged(_id);
        await NotifyBatchAsync();
        return true;
    }

    public async Task<bool> ReplyAsync(string askId, FleetReply reply)
    {
        if (JobMachine.Reply(state.State, askId, reply) is not { } record)
        {
            return false;
        }

        await SaveAsync(record);
        _observer?.OrdersChanged(_id);
        return true;
    }

    public Task DeleteAsync() => this.DeleteAsync(state);

    public async Task<FleetJobStatus> GetStatusAsync() => new()
    {
        Id = _id,
        Job = (await GetJobAsync()).Job,
        State = state.State.State,
        Attempts = state.State.Attempts,
        Session = state.State.Session,
        Asks = state.State.Asks,
        Result = state.State.Result,
    };

    public async IAsyncEnumerable<FleetJobUpdate> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Everything after this moment arrives at the watcher.
        using var watcher = _watchers.Add();
        var (current, asks) = (Describe(), state.State.Asks);
        _observer?.OrdersChanged(_id);
        yield return current;
        foreach (var ask in asks)
        {
            yield return new() { Kind = FleetJobUpdateKind.Asked, Ask = ask };
        }

        if (current.Kind == FleetJobUpdateKind.Ended)
        {
            yield break;
        }

        await foreach (var update in watcher.Updates.ReadAllAsync(cancellationToken))
        {
            yield return update;
        }
    }

    private JobPosition Position => new(state.State.State, state.State.Machine);

    private FleetJobUpdate Describe() => state.State.State switch
    {
        FleetJobState.Running => new() { Kind = FleetJobUpdateKind.Running, Text = state.State.Machine!.Value.Name },
        FleetJobState.Interrupted => new() { Kind = FleetJobUpdateKind.Interrupted, Text = state.State.Machine!.Value.Name },
        FleetJobState.Ended => new() { Kind = FleetJobUpdateKind.Ended, Result = state.State.Result },
        _ => new() { Kind = FleetJobUpdateKind.Queued },
    };

    private async Task<ChunkJob> GetJobAsync() =>
        _job ??= await GrainFactory.Chunk(_id.Batch, _id.Index).GetAsync(_id.Index % IChunkGrain.Size);

    private async Task<bool> ExistsAsync()
    {
        try
        {
            await GetJobAsync();
            return true;
        }
        catch (KeyNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Stores a record, and informs the watchers about the new state.</summary>
    private async Task ApplyAsync(JobRecord record)
    {
        var isNew = record.State != state.State.State;
        await SaveAsync(record);
        _holder = record.State == FleetJobState.Running ? record.Machine : null;
        if (isNew)
        {
            _watchers.Send(Describe());
        }
    }

    private Task SaveAsync(JobRecord record) =>
        ReferenceEquals(record, state.State) ? Task.CompletedTask : StoredState.SaveAsync(this, state, record);

    private async Task NotifyBatchAsync()
    {
        if (state.State.Result is { } result)
        {
            await GrainFactory.Batch(_id.Batch).EndedAsync(_id.Index, result.Outcome, result.Usage);
        }
    }
}
