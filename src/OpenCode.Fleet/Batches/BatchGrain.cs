using System.Runtime.CompilerServices;
using Orleans.Concurrency;

namespace OpenCode.Fleet;

/// <summary>Stores a batch, and counts its ended jobs.</summary>
[GrainType("opencode-fleet-batch"), Reentrant]
internal sealed class BatchGrain(
    [PersistentState("batch", FleetStorage.Name)] IPersistentState<BatchRecord> state,
    [PersistentState("progress", FleetStorage.Name)] IPersistentState<BatchProgress> progress,
    TimeProvider time) : Grain, IBatchGrain, IDisposable
{
    private const int MaxParallelCancellations = 32;

    /// <summary>The number of chunks that one call deletes, so that it ends in time.</summary>
    private const int MaxDeletedChunks = 10;

    private static readonly TimeSpan s_saveInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_watchInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The positions of ended jobs, in the order in which this activation learned of them.</summary>
    private readonly List<int> _ended = [];
    private readonly ChangeSignal _changes = new();

    /// <summary>Serializes the writes, because calls interleave.</summary>
    private readonly SemaphoreSlim _writing = new(1);
    private bool _isUnsaved;
    private bool _isListedAsEnded;
    private Task? _cancellation;

    private string Id => this.GetPrimaryKeyString();

    private ISchedulerGrain Scheduler => GrainFactory.Scheduler();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _ended.AddRange(progress.State.Ended());
        this.RegisterGrainTimer(SaveProgressAsync, new() { DueTime = s_saveInterval, Period = s_saveInterval, Interleave = true });
        if (state.RecordExists && state.State.EndedAt is null)
        {
            // Jobs that ended before the last activation stored it are in the queue until a machine asks them.
            await Scheduler.CompareAsync(Id);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => SaveProgressAsync(cancellationToken);

    public void Dispose() => _writing.Dispose();

    public async Task<FleetBatchStatus> OpenAsync(string? name, int count)
    {
        if (!state.RecordExists)
        {
            await GrainFactory.Index().OpenAsync(Id);
            await ChangeAsync(record => record.Count > 0 ? record : new BatchRecord { Name = name, CreatedAt = time.GetUtcNow(), Count = count });
        }

        if (state.State.IsDeleted)
        {
            throw new ArgumentException($"The batch '{Id}' was deleted. Use another identifier.", nameof(count));
        }

        return state.State.Count == count
            ? Status
            : throw new ArgumentException(FormattableString.Invariant($"The batch '{Id}' has {state.State.Count} jobs, not {count}. Use another identifier."), nameof(count));
    }

    public async Task<bool> AddAsync(int chunk, IReadOnlyList<FleetJob> jobs, string? traceParent)
    {
        CheckOpen(state.State);
        if (!await Scheduler.HasRoomAsync())
        {
            return false;
        }

        var first = chunk * IChunkGrain.Size;
        await GrainFactory.Chunk(Id, first).StoreAsync(jobs, traceParent);
        await ChangeAsync(record =>
        {
            // The batch can be canceled meanwhile. Its new jobs must not start.
            CheckOpen(record);
            return record.Submitted < first + jobs.Count ? record with { Submitted = first + jobs.Count } : record;
        });
        await Scheduler.EnqueueAsync(Id, first, [.. jobs.Select(JobNeeds.Of)]);
        return true;
    }

    public async Task EndedAsync(int index, FleetOutcome outcome, FleetUsage usage)
    {
        if (!state.State.IsDeleted && Progress.TryEnd(index, outcome, usage))
        {
            _isUnsaved = true;
            _ended.Add(index);
            _changes.Announce();
            await EndAsync();
        }
    }

    public async Task<bool> CancelAsync()
    {
        if (state.State.EndedAt is not null)
        {
            return false;
        }

        await ChangeAsync(static record => record with { IsCanceled = true });
        await Scheduler.CancelAsync(Id);
        return true;
    }

    public async Task<int?> DeleteAsync()
    {
        if (!state.RecordExists || state.State is { IsDeleted: true, Submitted: 0 })
        {
            return null;
        }

        if (state.State.EndedAt is null)
        {
            throw new ArgumentException($"The batch '{Id}' has not ended. Cancel it first.");
        }

        // The record remains, so that a machine that still runs an old job can't end a job of a new batch with the same identifier.
        await ChangeAsync(static record => record with { IsDeleted = true });
        for (var i = 0; i < MaxDeletedChunks && state.State.Submitted > 0; i++)
        {
            var first = (state.State.Submitted - 1) / IChunkGrain.Size * IChunkGrain.Size;
            await GrainFactory.Chunk(Id, first).DeleteAsync();
            await ChangeAsync(record => record with { Submitted = Math.Min(record.Submitted, first) });
        }

        if (state.State.Submitted == 0)
        {
            await GrainFactory.Index().RemoveAsync(Id);
            await this.DeleteAsync(progress);
        }

        return state.State.Submitted;
    }

    public Task<FleetBatchStatus?> GetStatusAsync() => Task.FromResult(Exists ? Status : null);

    public Task<OpenJobs> GetOpenAsync() =>
        Task.FromResult(new OpenJobs(state.State.IsCanceled, Progress.Open(state.State.Submitted)));

    public async IAsyncEnumerable<FleetBatchStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changes.Next;
            CheckExists();
            var status = Status;
            yield return status;
            if (status.IsEnded)
            {
                yield break;
            }

            await changed.WaitAsync(cancellationToken);
            await Task.Delay(s_watchInterval, time, cancellationToken);
        }
    }

    public async IAsyncEnumerable<int[]> WatchEndedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var seen = 0; ;)
        {
            var changed = _changes.Next;
            CheckExists();
            int[] ended = [.. _ended[seen..]];
            seen = _ended.Count;
            if (ended.Length > 0)
            {
                yield return ended;
            }

            if (IsLastEnded && seen == _ended.Count)
            {
                yield return [];
                yield break;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private bool Exists => state.RecordExists && !state.State.IsDeleted;

    /// <summary>The progress. If it was never stored, no job is known to have ended.</summary>
    private BatchProgress Progress
    {
        get
        {
            if (progress.State.Outcomes.Length != state.State.Count)
            {
                progress.State.Outcomes = new byte[state.State.Count];
            }

            return progress.State;
        }
    }

    private FleetBatchStatus Status => new()
    {
        Id = Id,
        Name = state.State.Name,
        CreatedAt = state.State.CreatedAt,
        EndedAt = state.State.EndedAt,
        Count = state.State.Count,
        Submitted = state.State.Submitted,
        IsCanceled = state.State.IsCanceled,
        Outcomes = new Dictionary<FleetOutcome, int>(Progress.Counts),
        Usage = Progress.Usage,
    };

    private bool IsLastEnded => state.RecordExists && _ended.Count == (state.State.IsCanceled ? state.State.Submitted : state.State.Count);

    private void CheckExists()
    {
        if (!Exists)
        {
            throw new KeyNotFoundException($"The fleet has no batch '{Id}'.");
        }
    }

    private void CheckOpen(BatchRecord record)
    {
        var problem = record switch
        {
            { Count: 0 } => "does not exist",
            { IsDeleted: true } => "was deleted",
            { IsCanceled: true } => "is canceled",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ArgumentException($"The batch '{Id}' {problem}.");
        }
    }

    private async Task ChangeAsync(Func<BatchRecord, BatchRecord> change)
    {
        await _writing.WaitAsync();
        try
        {
            var record = change(state.State);
            if (record != state.State)
            {
                await this.SaveAsync(state, record);
                _changes.Announce();
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task WriteProgressAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_isUnsaved)
            {
                _isUnsaved = false;
                await this.SaveAsync(progress, progress.State);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task SaveProgressAsync(CancellationToken cancellationToken)
    {
        await WriteProgressAsync(cancellationToken);
        await EndAsync();
        if (state.State.IsCanceled && state.State.EndedAt is null && _cancellation is not { IsCompleted: false })
        {
            _cancellation = CancelOpenAsync();
        }
    }

    /// <summary>Ends the batch when its last job has ended.</summary>
    private async Task EndAsync()
    {
        if (IsLastEnded && !_isListedAsEnded)
        {
            // The progress of an ended batch is final, so it is stored first.
            await WriteProgressAsync(CancellationToken.None);
            await ChangeAsync(record => record.EndedAt is null ? record with { EndedAt = time.GetUtcNow() } : record);
            await GrainFactory.Index().EndedAsync(Id);
            _isListedAsEnded = true;
        }
    }

    private async Task CancelOpenAsync()
    {
        foreach (var jobs in Progress.Open(state.State.Submitted).Chunk(MaxParallelCancellations))
        {
            await Task.WhenAll(jobs.Select(i => GrainFactory.Job(new FleetJobId(Id, i)).CancelAsync()));
        }
    }
}
