namespace OpenCode.Samples;

/// <summary>Sends one prompt to agents in many directories. All turns share one connection for events.</summary>
public static class BatchRunner
{
    private const int MaxAttempts = 3;

    /// <summary>Runs the prompt in all directories that have no complete response in the report.</summary>
    /// <param name="client">A client of the server.</param>
    /// <param name="directories">The directories.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="parallelism">The maximum number of agents that work at the same time.</param>
    /// <param name="report">Receives the results.</param>
    /// <param name="progress">Receives each result; null for none.</param>
    /// <param name="cancellationToken">Stops the agents. The report keeps the results.</param>
    public static async Task RunAsync(
        OpenCodeClient client, IEnumerable<string> directories, string prompt, int parallelism, BatchReport report, Action<BatchResult>? progress, CancellationToken cancellationToken)
    {
        await using var hub = client.CreateGlobalEventHub();
        var turn = TurnOptions.Unattended with { Hub = hub };
        var remaining = directories.Where(directory => !report.Contains(directory)).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(remaining, options, async (directory, cancellation) =>
        {
            var result = await RunAsync(client.In(directory), directory, prompt, turn, cancellation);
            report.Add(result);
            progress?.Invoke(result);
        });
    }

    /// <summary>A new attempt has a new session, so that it doesn't see the failed one.</summary>
    private static async Task<BatchResult> RunAsync(OpenCodeClient client, string directory, string prompt, TurnOptions options, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var session = await client.Session.CreateAsync(new() { Title = "Batch" }, cancellationToken);
            try
            {
                var turn = await client.Session.RunAsync(session.Id, prompt, options, cancellationToken);
                return new(directory, true, turn.Text, attempt, turn.Usage.TotalTokens, turn.Usage.Cost);
            }
            catch (OpenCodeTurnException e) when (e.End is not PromptFailed || attempt == MaxAttempts)
            {
                return new(directory, false, e.End.Reason, attempt, e.Result.Usage.TotalTokens, e.Result.Usage.Cost);
            }
            catch (OpenCodeTurnException)
            {
                // The model or the server failed. The next attempt may succeed.
            }
        }
    }
}
