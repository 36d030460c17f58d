using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpenCode.Fleet;

/// <summary>Submits jobs to a fleet, watches them, and replies to their agents.</summary>
/// <remarks>
/// <para>Threading: all members are thread-safe.</para>
/// <para>
/// Failures: calls and streams survive the loss of machines. A call is retried until the cluster responds or its token is
/// canceled. All operations can be repeated without an effect on the result.
/// </para>
/// </remarks>
/// <example><code>
/// var batch = await fleet.SubmitAsync(new FleetBatch { Id = "nightly", Jobs = jobs });
/// await foreach (var job in fleet.WatchResultsAsync(batch.Id))
/// {
///     Console.WriteLine($"{job.Id}: {job.Result!.Outcome}");
/// }
/// </code></example>
public sealed class FleetClient
{
    private const int MaxParallelReads = 16;

    private readonly IGrainFactory _grains;
    private readonly GrainCalls _calls;

    /// <summary>Initializes a client.</summary>
    /// <param name="grains">The cluster: an <c>IClusterClient</c>, or the grain factory of a silo.</param>
    /// <param name="timeProvider">Measures the delays before retries; null for the system's time.</param>
    /// <param name="logger">Logs that the cluster doesn't respond; null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="grains"/> is null.</exception>
    public FleetClient(IGrainFactory grains, TimeProvider? timeProvider = null, ILogger<FleetClient>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(grains);
        _grains = grains;
        _calls = new GrainCalls(timeProvider ?? TimeProvider.System, logger ?? NullLogger<FleetClient>.Instance);
    }

    /// <summary>
    /// Stores the jobs of a batch in the fleet. The first jobs can start before the last job is stored. If the queue of the fleet
    /// is full, the call waits. If it fails or is canceled, submit the batch again with the same identifier.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Cancels the submission. Jobs that are already stored run.</param>
    /// <returns>The status of the batch.</returns>
    /// <exception cref="ArgumentException">
    /// A value is invalid, or a batch with the same identifier has another number of jobs.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async Task<FleetBatchStatus> SubmitAsync(FleetBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Validate();
        using var activity = FleetTelemetry.Source.StartActivity("fleet.submit", ActivityKind.Producer);
        activity?.SetTag("fleet.batch.id", batch.Id).SetTag("fleet.batch.jobs", batch.Jobs.Count);
        var grain = Batch(batch.Id);
        var status = await _calls.RunAsync(() => grain.OpenAsync(batch.Name, batch.Jobs.Count), cancellationToken).ConfigureAwait(false);
        for (var first = status.Submitted; first < batch.Jobs.Count; first += IChunkGrain.Size)
        {
            var jobs = batch.Jobs.Skip(first).Take(IChunkGrain.Size).ToArray();
            var chunk = first / IChunkGrain.Size;
            for (var wait = 0; !await _calls.RunAsync(() => grain.AddAsync(chunk, jobs, activity?.Id), cancellationToken).ConfigureAwait(false); wait++)
            {
                await _calls.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
            }
        }

        return await GetBatchAsync(batch.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the status of a batch.</summary>
    /// <param name="batchId">The identifier of the batch.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException"><paramref name="batchId"/> is not an identifier.</exception>
    /// <exception cref="KeyNotFoundException">The batch does not exist.</exception>
    public async Task<FleetBatchStatus> GetBatchAsync(string batchId, CancellationToken cancellationToken = default)
    {
        var grain = Batch(batchId);
        return await _calls.RunAsync(grain.GetStatusAsync, cancellationToken).ConfigureAwait(false) ?? throw Unknown(batchId);
    }

    /// <summary>Gets the batches that have not ended, and the last 1,000 that have ended; the newest first.</summary>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    public async IAsyncEnumerable<FleetBatchStatus> GetBatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var id in await _calls.RunAsync(_grains.Index().GetAllAsync, cancellationToken).ConfigureAwait(false))
        {
            if (await _calls.RunAsync(Batch(id).GetStatusAsync, cancellationToken).ConfigureAwait(false) is { } status)
            {
                yield return status;
            }
        }
    }

    /// <summary>Yields the jobs of a batch in order, also while it is being submitted.</summary>
    /// <param name="batchId">The identifier of the batch.</param>
    /// <param name="first">The position of the first job.</param>
    /// <param name="count">The maximum number of jobs.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <exception cref="ArgumentException"><paramref name="batchId"/> is not an identifier, or a number is negative.</exception>
    /// <exception cref="KeyNotFoundException">The batch does not exist.</exception>
    public IAsyncEnumerable<FleetJobStatus> GetJobsAsync(string batchId, int first = 0, int count = int.MaxValue, CancellationToken cancellationToken = default)
    {
        Check.BatchId(batchId, nameof(batchId));
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return ReadSubmittedAsync(batchId, first, count, cancellationToken);
    }

    /// <summary>Gets the status of a job.</summary>
    /// <param name="id">The identifier of the job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="KeyNotFoundException">The batch does not exist, or does not have the job.</exception>
    public async Task<FleetJobStatus> GetJobAsync(FleetJobId id, CancellationToken cancellationToken = default)
    {
        await CheckAsync(id, cancellationToken).ConfigureAwait(false);
        return await _calls.RunAsync(_grains.Job(id).GetStatusAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the state of the machines, the queue, and the requests that wait for a reply.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<FleetStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        _calls.RunAsync(_grains.Scheduler().GetStatusAsync, cancellationToken);

    /// <summary>Yields the status of a batch now and whenever it changes, until all its jobs have ended.</summary>
    /// <param name="batchId">The identifier of the batch.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <exception cref="ArgumentException"><paramref name="batchId"/> is not an identifier.</exception>
    /// <exception cref="KeyNotFoundException">The batch does not exist.</exception>
    public async IAsyncEnumerable<FleetBatchStatus> WatchBatchAsync(string batchId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await GetBatchAsync(batchId, cancellationToken).ConfigureAwait(false);
        var grain = Batch(batchId);
        var last = default(FleetBatchStatus);
        await foreach (var status in _calls.StreamAsync(grain.WatchAsync, static s => s.IsEnded, cancellationToken).ConfigureAwait(false))
        {
            if (status.Ended != last?.Ended || status.Submitted != last.Submitted || status.IsCanceled != last.IsCanceled || status.IsEnded != last.IsEnded)
            {
                last = status;
                yield return status;
            }
        }
    }

    /// <summary>Yields each job of a batch once when it has ended, until all jobs have ended.</summary>
    /// <param name="batchId">The identifier of the batch.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <exception cref="ArgumentException"><paramref name="batchId"/> is not an identifier.</exception>
    /// <exception cref="KeyNotFoundException">The batch does not exist.</exception>
    public async IAsyncEnumerable<FleetJobStatus> WatchResultsAsync(string batchId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await GetBatchAsync(batchId, cancellationToken).ConfigureAwait(false);
        var grain = Batch(batchId);
        var seen = new HashSet<int>();
        await foreach (var ended in _calls.StreamAsync(grain.WatchEndedAsync, static ended => ended.Length == 0, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var job in ReadAsync(batchId, ended.Where(seen.Add), cancellationToken).ConfigureAwait(false))
            {
                yield return job;
            }
        }
    }

    /// <summary>
    /// Yields the progress of a job, starting with its state, until it has ended. The text that the agent wrote before the call
    /// is not included. After the loss of a machine, the stream starts again with the state.
    /// </summary>
    /// <param name="id">The identifier of the job.</param>
    /// <param name="cancellationToken">Cancels the stream, but not the job.</param>
    /// <exception cref="KeyNotFoundException">The batch does not exist, or does not have the job.</exception>
    public async IAsyncEnumerable<FleetJobUpdate> WatchJobAsync(FleetJobId id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await CheckAsync(id, cancellationToken).ConfigureAwait(false);
        await foreach (var update in _calls.StreamAsync(_grains.Job(id).WatchAsync, static u => u.Kind == FleetJobUpdateKind.Ended, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }
    }

    /// <summary>Cancels all jobs of a batch that have not ended. Waiting jobs never start, and running agents are stopped.</summary>
    /// <param name="batchId">The identifier of the batch.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False if the batch has already ended.</returns>
    /// <exception cref="ArgumentException"><paramref name="batchId"/> is not an identifier.</exception>
    /// <exception cref="KeyNotFoundException">The batch does not exist.</exception>
    public async Task<bool> CancelBatchAsync(string batchId, CancellationToken cancellationToken = default)
    {
        await GetBatchAsync(batchId, cancellationToken).ConfigureAwait(false);
        return await _calls.RunAsync(Batch(batchId).CancelAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels a job. If it runs, its agent is stopped.</summary>
    /// <param name="id">The identifier of the job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False if the job has already ended.</returns>
    /// <exception cref="KeyNotFoundException">The batch does not exist, or does not have the job.</exception>
    public async Task<bool> CancelJobAsync(FleetJobId id, CancellationToken cancellationToken = default)
    {
        await CheckAsync(id, cancellationToken).ConfigureAwait(false);
        return await _calls.RunAsync(_grains.Job(id).CancelAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Deletes the jobs and results of a batch that has ended. If it fails or is canceled, call it again. Clones and worktrees
    /// remain on the machines. The identifier of the batch can't be used again.
    /// </summary>
    /// <param name="batchId">The identifier of the batch.</param>
    /// <param name="cancellationToken">Cancels the deletion. Jobs that are already deleted are lost.</param>
    /// <returns>False if the batch does not exist.</returns>
    /// <exception cref="ArgumentException"><paramref name="batchId"/> is not an identifier, or the batch has not ended.</exception>
    public async Task<bool> DeleteBatchAsync(string batchId, CancellationToken cancellationToken = default)
    {
        var grain = Batch(batchId);
        int? remaining;
        var exists = false;
        do
        {
            // Another call, or one whose response was lost, can have deleted the rest.
            remaining = await _calls.RunAsync(grain.DeleteAsync, cancellationToken).ConfigureAwait(false);
            exists |= remaining is not null;
        }
        while (remaining > 0);
        return exists;
    }

    /// <summary>Replies to a permission request or a question. The first reply counts.</summary>
    /// <param name="ask">The request.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False if the request does not wait for a reply.</returns>
    /// <exception cref="ArgumentException">The number of answers differs from the number of questions.</exception>
    public Task<bool> ReplyAsync(FleetAsk ask, FleetReply reply, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        ArgumentNullException.ThrowIfNull(reply);
        if (reply.Answers is { } answers && answers.Count != ask.Questions.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"The reply has answers to {answers.Count} questions, and the agent asked {ask.Questions.Count}."), nameof(reply));
        }

        return _calls.RunAsync(() => _grains.Job(ask.Job).ReplyAsync(ask.Id, reply), cancellationToken);
    }

    private static KeyNotFoundException Unknown(string batchId) => new($"The fleet has no batch '{batchId}'.");

    private async IAsyncEnumerable<FleetJobStatus> ReadSubmittedAsync(string batchId, int first, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = await GetBatchAsync(batchId, cancellationToken).ConfigureAwait(false);
        await foreach (var job in ReadAsync(batchId, Enumerable.Range(first, Math.Clamp(batch.Submitted - first, 0, count)), cancellationToken).ConfigureAwait(false))
        {
            yield return job;
        }
    }

    private async IAsyncEnumerable<FleetJobStatus> ReadAsync(string batchId, IEnumerable<int> indexes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in indexes.Chunk(MaxParallelReads))
        {
            foreach (var status in await Task.WhenAll(chunk.Select(i => _calls.RunAsync(_grains.Job(new FleetJobId(batchId, i)).GetStatusAsync, cancellationToken))).ConfigureAwait(false))
            {
                yield return status;
            }
        }
    }

    private async Task CheckAsync(FleetJobId id, CancellationToken cancellationToken)
    {
        var status = await GetBatchAsync(id.Batch, cancellationToken).ConfigureAwait(false);
        if (id.Index < 0 || id.Index >= status.Submitted)
        {
            throw new KeyNotFoundException(FormattableString.Invariant($"The batch '{id.Batch}' has no job {id.Index}. It has {status.Submitted} jobs."));
        }
    }

    private IBatchGrain Batch(string id)
    {
        Check.BatchId(id, "batchId");
        return _grains.Batch(id);
    }
}
