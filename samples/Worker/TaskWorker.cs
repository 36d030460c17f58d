using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpenCode.Samples;

/// <summary>Lets an agent work on the tasks in a folder, one after the other, until the host stops.</summary>
/// <param name="client">The client of the host's server.</param>
/// <param name="folder">The folder.</param>
/// <param name="logger">Receives the progress.</param>
/// <param name="timeProvider">Determines when to look for new tasks.</param>
public sealed partial class TaskWorker(OpenCodeClient client, TaskFolder folder, ILogger<TaskWorker> logger, TimeProvider timeProvider) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, timeProvider);
        do
        {
            await RunPendingAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Runs the tasks that have no result. A task that is canceled has none, and runs again after a restart.</summary>
    private async Task RunPendingAsync(CancellationToken cancellationToken)
    {
        foreach (var task in folder.Pending())
        {
            var prompt = await File.ReadAllTextAsync(task, cancellationToken);
            var session = await client.Session.CreateAsync(new() { Title = Path.GetFileName(task) }, cancellationToken);
            string result;
            try
            {
                var turn = await client.Session.RunAsync(session.Id, prompt, TurnOptions.Unattended, cancellationToken);
                result = turn.Text;
                LogCompleted(task, turn.Usage.TotalTokens, turn.Usage.Cost);
            }
            catch (OpenCodeTurnException e)
            {
                result = $"Failed: {e.End.Reason}";
                LogFailed(task, e.End.Reason);
            }

            await File.WriteAllTextAsync(TaskFolder.ResultOf(task), result, CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Task} is completed: {Tokens} tokens, {Cost} US dollars")]
    private partial void LogCompleted(string task, long tokens, decimal cost);

    [LoggerMessage(LogLevel.Warning, "{Task} failed: {Reason}")]
    private partial void LogFailed(string task, string reason);
}
