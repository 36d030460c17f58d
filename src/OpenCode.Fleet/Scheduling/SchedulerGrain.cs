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
    private static readonly TimeSpan s_compareInterval = TimeSpan.FromSeconds(30);

    /// <summary>A longer time between two checks means that the computer slept or that its clock was changed.</summary>
    private static readonly TimeSpan s_sleep = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The number of consecutive jobs without a start from which the remaining jobs of a batch are assumed to wait. A machine that
    /// takes one of them finds out otherwise.
    /// </summary>
    private const int MaxUnstarted = 1_000;

    private readonly FleetBoard _board = new(options.Value);
    private readonly ChangeSignal _changes = new();
    private readonly HashSet<string> _conflicts = new(StringComparer.Ordinal);
    private DateTimeOffset _checkedAt;
    private IGrainTimer? _comparing;
    private bool _isUnsaved;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _board.Paces.Spend = spend.State;
        _checkedAt = time.GetUtcNow();
        this.RegisterGrainTimer(CheckAsync, new() { DueTime = s_checkInterval, Period = s_checkInterval, Interleave = true });
        _comparing = this.RegisterGrainTimer(CompareAllAsync, new() { DueTime = TimeSpan.Zero, Period = s_compareInterval, Interleave = true });
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<FleetJobId>> TakeAsync(MachineReport report)
    {
        if (!_board.Report(report, time.GetUtcNow()) && _conflicts.Add(report.Machine.Name))
        {
            logger.NameConflict(report.Machine.Name);
        }

        using var waiting = new CancellationTokenSource(s_waitTime, time);
        while (true)
        {
            var changed = _changes.Next;
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
        var now = time.GetUtcNow();
        if (JobNeeds.ProviderOf(job.Model) is { } provider && job.Cost > 0)
        {
            _board.Paces.Spend = _board.Paces.Spend.Add(provider, job.Cost, now);
            _isUnsaved = true;
        }

        _board.Started(machine, job.Id, !job.HasFailedToStart, now);
        if (_board.NeedsOf(job.Id, machine) is { } needs)
        {
            if (job.Position.State == FleetJobState.Ended)
            {
                _board.Paces.Recover(needs, now);
            }

            _board.Move(job.Id, job.Position, now);
        }

        _changes.Announce();
        return Task.CompletedTask;
    }

    public Task LeaveAsync(MachineId machine)
    {
        _board.Leave(machine);
        return Task.CompletedTask;
    }

    public Task<bool> HasRoomAsync() => Task.FromResult(_board.HasRoom);

    public Task EnqueueAsync(string batch, int first, IReadOnlyList<JobNeeds> jobs)
    {
        for (var i = 0; i < jobs.Count; i++)
        {
            _board.Add(new FleetJobId(batch, first + i), jobs[i], time.GetUtcNow());
        }

        _changes.Announce();
        return Task.CompletedTask;
    }

    public async Task CompareAsync(string batch)
    {
        var open = await GrainFactory.Batch(batch).GetOpenAsync();
        if (open.IsCanceled)
        {
            _board.RemoveQueued(batch);
        }

        var unstarted = 0;
        foreach (var chunk in open.Indexes.Select(i => new FleetJobId(batch, i)).Where(job => !_board.Has(job)).GroupBy(job => job.Index / IChunkGrain.Size).ToList())
        {
            var jobs = chunk.ToList();
            var needs = await GrainFactory.Chunk(batch, jobs[0].Index).DescribeAsync();
            var positions = open.IsCanceled || unstarted < MaxUnstarted ? await Task.WhenAll(jobs.Select(job => GrainFactory.Job(job).LocateAsync())) : null;
            for (var i = 0; i < jobs.Count; i++)
            {
                var position = positions?[i] ?? new JobPosition(FleetJobState.Queued, null);
                unstarted = position.State == FleetJobState.Queued ? unstarted + 1 : 0;
                Place(jobs[i], needs[jobs[i].Index % IChunkGrain.Size], position, open.IsCanceled);
            }

            _changes.Announce();
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

    /// <summary>Puts a job that has not ended where it is. A waiting job of a canceled batch must not start.</summary>
    private void Place(FleetJobId job, JobNeeds needs, JobPosition position, bool isCanceled)
    {
        // Another call can have added it meanwhile.
        if (_board.Has(job) || position.State == FleetJobState.Ended || (isCanceled && position.State == FleetJobState.Queued))
        {
            return;
        }

        _board.Add(job, needs, time.GetUtcNow());
        _board.Move(job, position, time.GetUtcNow());
    }

    /// <summary>
    /// Reads the batches that have not ended. It is repeated, because it also activates their grains, which continue what a lost
    /// silo did not finish.
    /// </summary>
    private async Task CompareAllAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> batches;
        try
        {
            batches = await GrainFactory.Index().GetOpenAsync();
        }
        catch (Exception e)
        {
            logger.LoadFailed(e);
            _comparing!.Change(s_checkInterval, s_compareInterval);
            return;
        }

        foreach (var batch in batches)
        {
            try
            {
                await CompareAsync(batch);
            }
            catch (Exception e)
            {
                // One batch must not affect the others.
                logger.BatchNotLoaded(batch, e);
            }
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _checkedAt > s_sleep)
        {
            _board.Slept(now - _checkedAt);
        }

        _checkedAt = now;
        await ReleaseLostAsync();
        await SaveSpendAsync();

        // Pauses and rates end without an event.
        _changes.Announce();
    }

    private async Task SaveSpendAsync()
    {
        if (!_isUnsaved)
        {
            return;
        }

        _isUnsaved = false;
        spend.State = _board.Paces.Spend;
        try
        {
            await spend.WriteStateAsync();
        }
        catch (Exception e)
        {
            // The queue is worth more than the last second of the spend, so the scheduler stays.
            logger.SpendNotSaved(e);
            _isUnsaved = true;
            await spend.ReadStateAsync();
        }
    }

    private async Task ReleaseLostAsync()
    {
        var now = time.GetUtcNow();
        foreach (var (job, machine) in _board.Lost(now))
        {
            logger.JobLost(job, machine.Name);
            await MoveAsync(job, () => GrainFactory.Job(job).ReleaseAsync(machine, $"The machine '{machine.Name}' was lost.", new FleetUsage()));
        }

        foreach (var (job, machine) in _board.Abandoned(now))
        {
            await MoveAsync(job, () => GrainFactory.Job(job).GiveUpAsync($"The machine '{machine.Name}' did not return in time."));
        }

        _board.Clean(now);
    }

    private async Task MoveAsync(FleetJobId job, Func<Task<JobPosition>> release)
    {
        try
        {
            _board.Move(job, await release(), time.GetUtcNow());
            _changes.Announce();
        }
        catch (Exception e)
        {
            // One job must not affect the others. The next check repeats it.
            logger.JobNotReleased(job, e);
        }
    }
}
