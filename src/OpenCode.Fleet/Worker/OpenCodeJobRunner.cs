using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OpenCode.Fleet;

/// <summary>Runs jobs with the opencode servers of this machine. Thread-safe.</summary>
internal sealed class OpenCodeJobRunner : IJobRunner
{
    /// <summary>How often a job continues after an interruption. A turn that always ends its server must end, too.</summary>
    private const int MaxResumes = 5;

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

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private async Task<FleetJobResult> RunInAsync(string directory, IJobContext context, CancellationToken cancellationToken)
    {
        for (var retries = 0; ; retries++)
        {
            var lease = await _pool.RentAsync(directory, cancellationToken).ConfigureAwait(false);
            await using var returning = lease.ConfigureAwait(false);
            try
            {
                var turn = new JobTurn(context, lease.Client, directory, _options.Name, _time);
                var result = context.Session is null
                    ? await turn.StartAsync(cancellationToken).ConfigureAwait(false)
                    : await ResumeAsync(turn, context, cancellationToken).ConfigureAwait(false);
                await CleanAsync(context, directory, lease.Client, result.Outcome, cancellationToken).ConfigureAwait(false);
                return result;
            }
            catch (OpenCodeConnectionException e) when (context.Session is not null && retries < MaxResumes && !cancellationToken.IsCancellationRequested)
            {
                // The server ended during the turn. The pool starts another one with the same data.
                _logger.ServerLost(context.Id, e);
            }
        }
    }

    /// <summary>Releases what only this job used. The result is more important than a failure here.</summary>
    private async Task CleanAsync(IJobContext context, string directory, OpenCodeClient client, FleetOutcome outcome, CancellationToken cancellationToken)
    {
        if (context.Job.Workspace.Kind == FleetWorkspaceKind.Directory)
        {
            return;
        }

        try
        {
            // A server keeps the state of each directory in memory.
            await client.Instance.DisposeInstanceAsync(cancellationToken).ConfigureAwait(false);
            await _workspaces.EndAsync(context.Id, context.Job.Workspace, outcome, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenCodeException or TimeoutException or IOException or UnauthorizedAccessException or GitException or OperationCanceledException)
        {
            _logger.WorkspaceNotReleased(directory, e);
        }
    }

    private async Task<FleetJobResult> ResumeAsync(JobTurn turn, IJobContext context, CancellationToken cancellationToken)
    {
        _logger.JobResumed(context.Id, context.Session!.SessionId);
        if (await turn.WatchAsync(cancellationToken).ConfigureAwait(false) is { } result)
        {
            return result;
        }

        return context.Session.Resumes < MaxResumes
            ? await turn.ContinueAsync(cancellationToken).ConfigureAwait(false)
            : new FleetJobResult
            {
                Outcome = FleetOutcome.Interrupted,
                Reason = $"The turn was interrupted {MaxResumes + 1} times.",
                Session = context.Session,
                EndedAt = _time.GetUtcNow(),
            };
    }
}
