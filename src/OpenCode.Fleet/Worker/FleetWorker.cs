using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OpenCode.Fleet;

/// <summary>Takes jobs for this machine, and runs them.</summary>
internal sealed class FleetWorker : BackgroundService, IMachineObserver
{
    /// <summary>The scheduler responds within a few seconds. A lost message must not make this machine a lost one.</summary>
    private static readonly TimeSpan s_takeTimeout = TimeSpan.FromSeconds(8);

    private readonly FleetMachineOptions _options;
    private readonly IJobRunner _runner;
    private readonly ILogger<FleetWorker> _logger;
    private readonly GrainCalls _calls;
    private readonly MachineId _machine;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<FleetJobId, RunningJob> _jobs = new();
    private readonly ConcurrentDictionary<RunningJob, Task> _tasks = new();

    /// <summary>Interrupts the running jobs.</summary>
    private readonly CancellationTokenSource _interrupted = new();

    /// <summary>Abandons the running jobs.</summary>
    private readonly CancellationTokenSource _closed = new();

    public FleetWorker(IOptions<FleetMachineOptions> options, IJobRunner runner, IGrainFactory grains, ILogger<FleetWorker> logger, TimeProvider time)
    {
        _options = options.Value;
        _runner = runner;
        _grains = grains;
        _logger = logger;
        _time = time;
        _calls = new GrainCalls(time, logger);
        _machine = new MachineId(_options.Name, Guid.NewGuid());
    }

    public void OrdersChanged(FleetJobId job)
    {
        if (_jobs.TryGetValue(job, out var running))
        {
            running.Wake();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (_options.MaxJobs > 0)
        {
            // Otherwise, the call that is still waiting could take jobs. If the message is lost, they wait until the machine is lost.
            await _grains.Scheduler().LeaveAsync(_machine).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        using var hurry = cancellationToken.Register(_closed.Cancel);
        await _interrupted.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_tasks.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _runner.DisposeAsync().ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _interrupted.Dispose();
        _closed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.MaxJobs == 0)
        {
            return;
        }

        var observer = _grains.CreateObjectReference<IMachineObserver>(this);
        var link = new MachineLink(_machine, observer, _grains, _calls, _time, _logger);
        _logger.MachineStarted(_machine.Name, _options.MaxJobs);
        await TakeAsync(link, _options.MaxJobs, stoppingToken).ConfigureAwait(false);
        if (_options.DrainTimeout > TimeSpan.Zero)
        {
            await DrainAsync(link).ConfigureAwait(false);
        }
    }

    /// <summary>Reports the state of this machine, and takes jobs, until the token is canceled.</summary>
    private async Task TakeAsync(MachineLink link, int maxJobs, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                foreach (var id in await _calls.RunAsync(() => link.Scheduler.TakeAsync(Describe(maxJobs)).WaitAsync(s_takeTimeout, _time, cancellationToken), cancellationToken).ConfigureAwait(false))
                {
                    var job = new RunningJob(id, link);
                    if (_jobs.TryAdd(id, job))
                    {
                        _tasks[job] = RunAsync(job, link);
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Waits for the running jobs. The machine must report meanwhile, because it would be lost otherwise.</summary>
    private async Task DrainAsync(MachineLink link)
    {
        _logger.MachineDraining(_machine.Name, _jobs.Count);
        using var draining = new CancellationTokenSource();
        var reporting = TakeAsync(link, maxJobs: 0, draining.Token);
        await Task.WhenAll(_tasks.Values).WaitAsync(_options.DrainTimeout, _time, _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await draining.CancelAsync().ConfigureAwait(false);
        await reporting.ConfigureAwait(false);
    }

    private MachineReport Describe(int maxJobs) => new()
    {
        Machine = _machine,
        Labels = [.. _options.Labels],
        Models = new Dictionary<string, int>(_options.Models, StringComparer.Ordinal),
        MaxJobs = maxJobs,
        Jobs = [.. _jobs.Keys],
        Asks = [.. _jobs.Values.SelectMany(j => j.Asks)],
    };

    private async Task RunAsync(RunningJob job, MachineLink link)
    {
        await Task.Yield();
        try
        {
            var left = await RunToEndAsync(job).ConfigureAwait(false);
            _jobs.TryRemove(KeyValuePair.Create(job.Id, job));
            await _calls.RunAsync(() => link.Scheduler.LeftAsync(_machine, left), _closed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The next process of this machine continues the job.
        }
        finally
        {
            _jobs.TryRemove(KeyValuePair.Create(job.Id, job));
            _tasks.TryRemove(job, out _);
        }
    }

    private async Task<LeftJob> RunToEndAsync(RunningJob job)
    {
        try
        {
            return await job.RunAsync(_runner, _interrupted.Token, _closed.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The job can't be read. The machine reports a failed start, so that it waits before it takes it again.
            _logger.JobFailed(job.Id, e);
            return new LeftJob(job.Id, new JobPosition(FleetJobState.Queued, null), HasFailedToStart: true);
        }
    }
}
