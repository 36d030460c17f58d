using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace OpenCode.Fleet;

/// <summary>Distributes jobs to machines, and finds lost machines.</summary>
[GrainType("opencode-fleet-scheduler"), Reentrant, KeepAlive]
internal sealed class SchedulerGrain(
    [PersistentState("spend", FleetStorage.Name)] IPersistentState<SpendRecord> spend,
    IOptions<FleetSchedulingOptions> options,
    ILogger<SchedulerGrain> logger,
    TimeProvider time) : Grain, ISchedulerGrain
{
    /// <summary>How long a machine waits for jobs. It must be shorter than the response timeout of Orleans.</summary>
    private static readonly TimeSpan s_waitTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_checkInterval = TimeSpan.FromSeconds(1);

    private readonly FleetBoard _board = new(options.Value);
    private TaskCompletionSource _changed = NewChange();
    private Task? _check;
    private bool _isUnsaved;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _board.Paces.Spend = spend.State;
        this.RegisterGrainTimer(CheckAsync, new() { DueTime = s_checkInterval, Period = s_checkInterval, Interleave = true });
        this.RegisterGrainTimer(LoadAsync, new() { DueTime = TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan, Interleave = true });
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<FleetJobId>> TakeAsync(MachineReport report)
    {
        _board.Report(report, time.GetUtcNow());
        using var waiting = new CancellationTokenSource(s_waitTime, time);
        while (true)
        {
            var changed = _changed.Task;
            var jobs = new List<FleetJobId>();
            while (_board.Take(report.Machine, time.GetUtcNow()) is { } job)
            {
                jobs.Add(job);
            }

            if (jobs.Count > 0)
            {
                return jobs;
            }

            await changed.WaitAsync(waiting.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (waiting.IsCancellationRequested)
            {
                return [];
            }
        }
    }

    public Task LeftAsync(MachineId machine, LeftJob job)
    {
        if (!_board.Has(machine, job.Id) || _board.NeedsOf(job.Id) is not { } needs)
        {
            return Task.CompletedTask;
        }

        var now = time.GetUtcNow();
        if (needs.Provider is { } provider && job.Cost > 0)
        {
            _board.Paces.Spend = _board.Paces.Spend.Add(provider, job.Cost, now);
            _isUnsaved = true;
        }

        if (job.Position.State == FleetJobState.Ended)
        {
            _board.Paces.Recover(needs, now);
        }

        _board.Move(job.Id, job.Position, now);
        Announce();
        return Task.CompletedTask;
    }

    public Task<bool> HasRoomAsync() => Task.FromResult(_board.HasRoom);

    public Task EnqueueAsync(string batch, int first, IReadOnlyList<JobNeeds> jobs)
    {
        for (var i = 0; i < jobs.Count; i++)
        {
            _board.Add(new FleetJobId(batch, first + i), jobs[i], time.GetUtcNow());
        }

        Announce();
        return Task.CompletedTask;
    }

    public async Task CompareAsync(string batch)
    {
        var open = await GrainFactory.GetGrain<IBatchGrain>(batch).GetOpenAsync();
        if (open.IsCanceled)
        {
            _board.RemoveQueued(batch);
            return;
        }

        foreach (var chunk in open.Indexes.GroupBy(i => i / IChunkGrain.Size))
        {
            var needs = await GrainFactory.GetGrain<IChunkGrain>(IChunkGrain.Key(batch, chunk.Key)).DescribeAsync();
            foreach (var index in chunk)
            {
                _board.Add(new FleetJobId(batch, index), needs[index % IChunkGrain.Size], time.GetUtcNow());
            }

            Announce();
        }
    }

    public Task CancelAsync(string batch)
    {
        _board.RemoveQueued(batch);
        return Task.CompletedTask;
    }

    public Task ThrottledAsync(string provider, TimeSpan delay)
    {
        _board.Paces.Throttle(provider, delay, time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<FleetStatus> GetStatusAsync() => Task.FromResult(_board.Describe(time.GetUtcNow()));

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Announce()
    {
        _changed.TrySetResult();
        _changed = NewChange();
    }

    /// <summary>Reads the batches that have not ended.</summary>
    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        for (var isLoaded = false; !isLoaded && !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                foreach (var batch in await GrainFactory.GetGrain<IIndexGrain>(0).GetOpenAsync())
                {
                    await CompareAsync(batch);
                }

                isLoaded = true;
            }
            catch (Exception e)
            {
                logger.LoadFailed(e);
                await Task.Delay(s_checkInterval, time, cancellationToken);
            }
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_check is { IsCompleted: false })
        {
            return;
        }

        _check = ReleaseLostAsync();
        await _check;
        if (_isUnsaved)
        {
            _isUnsaved = false;
            await this.SaveAsync(spend, _board.Paces.Spend);
        }

        // Pauses and rates end without an event.
        Announce();
    }

    private async Task ReleaseLostAsync()
    {
        var now = time.GetUtcNow();
        foreach (var (job, machine) in _board.Lost(now))
        {
            logger.JobLost(job, machine.Name);
            _board.Move(job, await Job(job).ReleaseAsync(machine, $"The machine '{machine.Name}' was lost."), time.GetUtcNow());
            Announce();
        }

        foreach (var (job, machine) in _board.Abandoned(now))
        {
            _board.Move(job, await Job(job).GiveUpAsync($"The machine '{machine.Name}' did not return in time."), time.GetUtcNow());
        }

        _board.Clean(now);
    }

    private IJobGrain Job(FleetJobId id) => GrainFactory.GetGrain<IJobGrain>(id.ToString());
}
