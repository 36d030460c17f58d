using System.Collections.Concurrent;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tests.Cluster;

/// <summary>The servers of all machines of a test: which prompts they accepted, and which turns are complete.</summary>
internal sealed class AgentWorld
{
    private readonly ConcurrentDictionary<string, (FleetJobId Job, bool IsContinued)> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FleetJobResult> _complete = new(StringComparer.Ordinal);

    /// <summary>Runs between the acceptance of a prompt and its response.</summary>
    public Func<IJobContext, CancellationToken, Task<FleetJobResult?>> Turn { get; set; } = static (_, _) => Task.FromResult<FleetJobResult?>(null);

    /// <summary>Runs on a machine before the session is stored.</summary>
    public Action<string> Prepare { get; set; } = static _ => { };

    /// <summary>Creates a world whose turns only end when they are canceled.</summary>
    /// <param name="started">Completes when the first turn has started.</param>
    public static AgentWorld Hanging(TaskCompletionSource started) => new()
    {
        Turn = async (_, token) =>
        {
            started.TrySetResult();
            await token.UntilCanceledAsync();
            return null;
        },
    };

    /// <summary>The jobs whose directories were no longer needed, with their outcomes; null if the prompt was not sent.</summary>
    public ConcurrentQueue<(FleetJobId Job, FleetOutcome? Outcome)> Cleaned { get; } = [];

    public int Prompts(FleetJobId job) => _accepted.Values.Count(a => a.Job == job && !a.IsContinued);

    public int Continuations(FleetJobId job) => _accepted.Values.Count(a => a.Job == job && a.IsContinued);

    public IReadOnlyDictionary<FleetJobId, int> AllPrompts() => _accepted.Values.Where(a => !a.IsContinued).GroupBy(a => a.Job).ToDictionary(g => g.Key, g => g.Count());

    public bool HasMessage(string messageId) => _accepted.ContainsKey(messageId);

    public FleetJobResult? Completed(string messageId) => _complete.GetValueOrDefault(messageId);

    public void Accept(string messageId, FleetJobId job, bool isContinued) => Assert.That(_accepted.TryAdd(messageId, (job, isContinued)), Is.True, $"the server has the message of {job} twice");

    public void Complete(string messageId, FleetJobResult result) => _complete[messageId] = result;
}
