using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OpenCode.Fleet;

/// <summary>Runs jobs with the opencode servers of this machine. Thread-safe.</summary>
internal sealed class OpenCodeJobRunner : IJobRunner
{
    /// <summary>How often a job continues after an interruption. A turn that always ends its server must end, too.</summary>
    private const int MaxResumes = 5;

    private static readonly TimeSpan s_exitTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_startDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_cleanTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_unloadTime = TimeSpan.FromSeconds(10);

    private readonly OpenCodeServerPool _pool;
    private readonly WorkspaceProvider _workspaces;
    private readonly FleetMachineOptions _options;
    private readonly ILogger<OpenCodeJobRunner> _logger;
    private readonly TimeProvider _time;

    public OpenCodeJobRunner(IOptions<FleetMachineOptions> options, ILogger<OpenCodeJobRunner> logger, TimeProvider time)
    {
        _options = options.Value;
        _pool = new OpenCodeServerPool(_options.Pool);
        _workspaces = new WorkspaceProvider(_options);
        _logger = logger;
        _time = time;
    }

    public async Task<FleetJobResult> RunAsync(IJobContext context, CancellationToken cancellationToken)
    {
        var directory = context.Session?.Directory ?? await _workspaces.PrepareAsync(context.Id, context.Job.Workspace, cancellationToken).ConfigureAwait(false);
        return await RunInAsync(directory, context, cancellationToken).ConfigureAwait(false);
    }

    public async Task CleanAsync(FleetJobId id, FleetWorkspace workspace, FleetOutcome? outcome, CancellationToken cancellationToken)
    {
        // A command that does not end must not keep the place of the job.
        using var timeout = new CancellationTokenSource(s_cleanTime, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _workspaces.EndAsync(id, workspace, outcome, ending.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GitException or OperationCanceledException)
        {
            _logger.WorkspaceNotDeleted(id, e);
        }
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private async Task<FleetJobResult> RunInAsync(string directory, IJobContext context, CancellationToken cancellationToken)
    {
        for (var i = 0; i <= MaxResumes; i++)
        {
            var lease = await RentAsync(directory, context, i, cancellationToken).ConfigureAwait(false);
            if (lease is null)
            {
                continue;
            }

            await using var returning = lease.ConfigureAwait(false);
            if (await RunOnAsync(lease, context, cancellationToken).ConfigureAwait(false) is { } result)
            {
                return result;
            }

            // The pool starts another server with the same data.
            _logger.ServerLost(context.Id);
        }

        return Interrupted(context, $"The server ended {MaxResumes + 1} times during the turn.");
    }

    /// <summary>
    /// Rents a server. If it can't be started, a job that has its session waits for another start, because only this machine can
    /// continue it.
    /// </summary>
    /// <returns>The lease; null to retry.</returns>
    private async Task<OpenCodeServerLease?> RentAsync(string directory, IJobContext context, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await _pool.RentAsync(directory, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenCodeServerException e) when (context.Session is not null && attempt < MaxResumes)
        {
            _logger.ServerNotStarted(context.Id, e);
            await Task.Delay(s_startDelay * (attempt + 1), _time, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Runs the turn on a server.</summary>
    /// <returns>The result; null if the server ended after it might have accepted the prompt.</returns>
    private async Task<FleetJobResult?> RunOnAsync(OpenCodeServerLease lease, IJobContext context, CancellationToken cancellationToken)
    {
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var turn = new JobTurn(context, lease.Client, lease.Directory, _options.Name, _time, _logger);
        var running = context.Session is null ? turn.StartAsync(serving.Token) : ResumeAsync(turn, context, serving.Token);
        try
        {
            await Task.WhenAny(running, lease.Server.Exited).ConfigureAwait(false);
            if (!running.IsCompleted)
            {
                await serving.CancelAsync().ConfigureAwait(false);
            }

            return await running.ConfigureAwait(false);
        }
        catch (Exception e) when (e is not JobLostException && context.Session is not null)
        {
            // A server that is killed can cause any failure, which is often noticed before the end of its process.
            if (!await HasExitedAsync(lease, cancellationToken).ConfigureAwait(false))
            {
                // A canceled turn has stopped its agent.
                await turn.AbandonAsync(isStopped: e is OperationCanceledException && cancellationToken.IsCancellationRequested).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (!lease.Server.Exited.IsCompleted)
            {
                throw;
            }

            return null;
        }
        finally
        {
            await UnloadAsync(lease, context).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the server ends within a few seconds.</summary>
    private async Task<bool> HasExitedAsync(OpenCodeServerLease lease, CancellationToken cancellationToken)
    {
        await Task.WhenAny(lease.Server.Exited, Task.Delay(s_exitTime, _time, cancellationToken)).ConfigureAwait(false);
        return lease.Server.Exited.IsCompleted;
    }

    /// <summary>
    /// Unloads a directory that only this job used, because a server keeps the state of each directory in memory. The job is more
    /// important than a failure here.
    /// </summary>
    private async Task UnloadAsync(OpenCodeServerLease lease, IJobContext context)
    {
        if (context.Job.Workspace.Kind == FleetWorkspaceKind.Directory || lease.Server.Exited.IsCompleted)
        {
            return;
        }

        try
        {
            await lease.Client.With(new() { Timeout = s_unloadTime }).Instance.DisposeInstanceAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenCodeException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            // The pool disposes the client of a server that ended.
            _logger.DirectoryNotUnloaded(lease.Directory, e);
        }
    }

    private async Task<FleetJobResult> ResumeAsync(JobTurn turn, IJobContext context, CancellationToken cancellationToken)
    {
        _logger.JobResumed(context.Id, context.Session!.SessionId);
        if (await turn.WatchAsync(cancellationToken).ConfigureAwait(false) is { } result)
        {
            return result;
        }

        if (context.Session.Resumes < MaxResumes)
        {
            return await turn.ContinueAsync(cancellationToken).ConfigureAwait(false);
        }

        var usage = await turn.ReadUsageAsync().ConfigureAwait(false);
        return Interrupted(context, $"The turn was interrupted {MaxResumes + 1} times.") with { Usage = usage?.Total ?? new FleetUsage(), Model = usage?.Model };
    }

    private FleetJobResult Interrupted(IJobContext context, string reason) => new()
    {
        Outcome = FleetOutcome.Interrupted,
        Reason = reason,
        Session = context.Session,
        EndedAt = _time.GetUtcNow(),
    };
}
