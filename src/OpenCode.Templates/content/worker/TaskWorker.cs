using OpenCode;

namespace Company.Worker;

/// <summary>Lets the agent work on the tasks in a folder, one after the other, until the host stops.</summary>
internal sealed partial class TaskWorker(OpenCodeClient client, TaskFolder folder, ILogger<TaskWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            foreach (var task in folder.Pending())
            {
                // A task that the host interrupts has no result, and runs again after a restart.
                var result = await RunAsync(task, stoppingToken);
                await File.WriteAllTextAsync(TaskFolder.ResultOf(task), result, CancellationToken.None);
                LogCompleted(task);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Runs a task in its own session. No user can reply to the agent: permissions that the configuration doesn't allow are rejected.</summary>
    private async Task<string> RunAsync(string task, CancellationToken cancellationToken)
    {
        var prompt = await File.ReadAllTextAsync(task, cancellationToken);
        var session = await client.Session.CreateAsync(new() { Title = Path.GetFileName(task) }, cancellationToken);
        try
        {
            var turn = await client.Session.RunAsync(session.Id, prompt, TurnOptions.Unattended, cancellationToken);
            return turn.Text;
        }
        catch (OpenCodeTurnException e)
        {
            LogFailed(task, e.End.Reason);
            return $"Failed: {e.End.Reason}";
        }
    }

    [LoggerMessage(LogLevel.Information, "{Task} has a result")]
    private partial void LogCompleted(string task);

    [LoggerMessage(LogLevel.Warning, "{Task} failed: {Reason}")]
    private partial void LogFailed(string task, string reason);
}
