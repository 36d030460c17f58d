using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OpenCode.Fleet;

/// <summary>
/// Runs a job of this machine from the grant to the result, and exchanges updates and orders with its grain. Thread-safe.
/// </summary>
internal sealed class RunningJob : IJobContext
{
    private const int MostUpdates = 1_000;

    private static readonly TimeSpan s_reportInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_updateInterval = TimeSpan.FromMilliseconds(200);

    private readonly MachineLink _link;
    private readonly IJobGrain _grain;
    private readonly ConcurrentDictionary<string, OpenAsk> _asks = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FleetJobUpdate> _updates = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _isWatched;
    private volatile bool _isCanceled;
    private volatile bool _isLost;
    private CancellationToken _running;
    private FleetJob? _job;
    private SessionUsage? _spent;

    public RunningJob(FleetJobId id, MachineLink link)
    {
        Id = id;
        _link = link;
        _grain = link.Grains.Job(id);
    }

    public FleetJobId Id { get; }

    public FleetJob Job => _job!;

    public FleetJobSession? Session { get; private set; }

    public IEnumerable<FleetAsk> Asks => _asks.Values.Select(a => a.Ask);

    /// <summary>The grain has new orders.</summary>
    public void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Runs the job, and returns where it is then.</summary>
    /// <param name="runner">Runs the agent.</param>
    /// <param name="stopping">The machine stops.</param>
    /// <param name="closed">The machine has no more time.</param>
    public async Task<LeftJob> RunAsync(IJobRunner runner, CancellationToken stopping, CancellationToken closed)
    {
        var start = await _link.Calls.RunAsync(() => _grain.StartAsync(_link.Machine, _link.Observer), closed).ConfigureAwait(false);
        if (start.Job is null)
        {
            return new LeftJob(Id, start.Position);
        }

        _job = start.Job;
        Session = start.Session;
        using var activity = FleetTelemetry.Source.StartActivity("fleet.job", ActivityKind.Consumer, start.TraceParent);
        activity?.SetTag("fleet.job.id", Id.ToString()).SetTag("fleet.machine", _link.Machine.Name);
        var started = _link.Time.GetTimestamp();
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _running = running.Token;
        var reporting = ReportAsync(running, closed);
        FleetJobResult? result = null;
        try
        {
            result = await runner.RunAsync(this, running.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            result = _isCanceled && !_isLost ? Unfinished(FleetOutcome.Canceled, "The job was canceled.") : null;
        }
        catch (JobLostException)
        {
            _isLost = true;
        }
        catch (Exception e)
        {
            _link.Logger.JobFailed(Id, e);
            result = Unfinished(FleetOutcome.Failed, e.Message);
        }
        finally
        {
            await running.CancelAsync().ConfigureAwait(false);
            await reporting.ConfigureAwait(false);
        }

        activity?.SetTag("fleet.job.outcome", result?.Outcome.ToString());
        Measure(result, _link.Time.GetElapsedTime(started));
        return await EndAsync(runner, result, closed).ConfigureAwait(false);
    }

    public async Task PromptingAsync(FleetJobSession session)
    {
        if (!await _link.Calls.RunAsync(() => _grain.PromptingAsync(_link.Machine, session), _running).ConfigureAwait(false))
        {
            throw new JobLostException();
        }

        Session = session;
    }

    public void Report(FleetJobUpdate update)
    {
        if (_isWatched && _updates.Count < MostUpdates)
        {
            _updates.Enqueue(update);
            Wake();
        }
    }

    public async Task<FleetReply> AskAsync(FleetAsk ask, CancellationToken cancellationToken)
    {
        var open = _asks.GetOrAdd(ask.Id, _ => new OpenAsk(ask));
        try
        {
            await _link.Calls.RunAsync(() => _grain.AskAsync(_link.Machine, ask), cancellationToken).ConfigureAwait(false);
            return await open.Reply.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _asks.TryRemove(ask.Id, out _);
        }
    }

    public void Spend(SessionUsage usage) => _spent = usage;

    public Task ThrottledAsync(string provider, TimeSpan delay, CancellationToken cancellationToken) =>
        _link.Calls.RunAsync(() => _link.Scheduler.ThrottledAsync(provider, delay), cancellationToken);

    private FleetJobResult Unfinished(FleetOutcome outcome, string reason) => new()
    {
        Outcome = outcome,
        Reason = reason,
        Usage = _spent?.Total ?? new FleetUsage(),
        Model = _spent?.Model,
        Session = Session,
        EndedAt = _link.Time.GetUtcNow(),
    };

    private void Measure(FleetJobResult? result, TimeSpan duration)
    {
        var tags = new TagList
        {
            { "fleet.job.outcome", (result?.Outcome ?? FleetOutcome.Interrupted).ToString() },
            { "fleet.machine", _link.Machine.Name },
            { "gen_ai.request.model", Job.Model },
        };
        FleetTelemetry.JobDuration.Record(duration.TotalSeconds, tags);
        FleetTelemetry.JobCost.Add((double)(result?.Usage.Cost ?? 0), tags);
    }

    /// <summary>Stores the result. Without a result, the job is given up.</summary>
    private async Task<LeftJob> EndAsync(IJobRunner runner, FleetJobResult? result, CancellationToken closed)
    {
        if (result is null)
        {
            var position = await _link.Calls.RunAsync(() => _grain.ReleaseAsync(_link.Machine, $"The machine '{_link.Machine.Name}' stopped.", _spent?.Total ?? new FleetUsage()), closed).ConfigureAwait(false);
            if (Session is null)
            {
                await CleanAsync(runner, position, outcome: null, closed).ConfigureAwait(false);
            }

            return new LeftJob(Id, position);
        }

        var end = await _link.Calls.RunAsync(() => _grain.FinishAsync(_link.Machine, result), closed).ConfigureAwait(false);

        // The directory must exist until the result is stored. Otherwise, a job that is resumed would not have it.
        await CleanAsync(runner, end, Session is null ? null : result.Outcome, closed).ConfigureAwait(false);
        var hasFailedToStart = result.Outcome == FleetOutcome.Failed && Session is null;
        return new LeftJob(Id, end, result.Model ?? Job.Model, result.Usage.Cost, hasFailedToStart);
    }

    /// <summary>Releases the directory, unless another process of this machine continues the job in it.</summary>
    private Task CleanAsync(IJobRunner runner, JobPosition position, FleetOutcome? outcome, CancellationToken closed) =>
        position.State is FleetJobState.Ended or FleetJobState.Queued ? runner.CleanAsync(Id, Job.Workspace, outcome, closed) : Task.CompletedTask;

    /// <summary>Sends updates and receives orders until the job has ended.</summary>
    private async Task ReportAsync(CancellationTokenSource running, CancellationToken closed)
    {
        while (!running.IsCancellationRequested && !closed.IsCancellationRequested)
        {
            var orders = await SendAsync(running.Token).ConfigureAwait(false);
            if (orders is not null)
            {
                Follow(orders);
            }

            if (_isLost || _isCanceled)
            {
                await running.CancelAsync().ConfigureAwait(false);
                return;
            }

            await WaitAsync(running.Token).ConfigureAwait(false);
        }
    }

    private async Task<JobOrders?> SendAsync(CancellationToken cancellationToken)
    {
        var updates = new List<FleetJobUpdate>();
        while (_updates.TryDequeue(out var update))
        {
            updates.Add(update);
        }

        try
        {
            return await _link.Calls.RunAsync(() => _grain.ReportAsync(_link.Machine, _link.Observer, FleetUpdates.Merge(updates)), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Follow(JobOrders orders)
    {
        _isLost = !orders.IsMine;
        _isCanceled = orders.IsCanceled;
        _isWatched = orders.IsWatched;
        foreach (var (id, reply) in orders.Replies)
        {
            if (_asks.TryGetValue(id, out var ask))
            {
                ask.Reply.TrySetResult(reply);
            }
        }
    }

    /// <summary>Waits until there are updates or orders. Fast updates are sent together.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var signaled = _signal.Reader.ReadAsync(waiting.Token).AsTask();
            await Task.WhenAny(signaled, Task.Delay(s_reportInterval, _link.Time, waiting.Token)).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
            if (!_updates.IsEmpty)
            {
                await Task.Delay(s_updateInterval, _link.Time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The job has ended.
        }
    }

    private sealed record OpenAsk(FleetAsk Ask)
    {
        public TaskCompletionSource<FleetReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
