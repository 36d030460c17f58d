namespace OpenCode.Fleet.Tests.Worker;

/// <summary>Records what a running job reports.</summary>
internal sealed class RecordingContext(FleetJob job) : IJobContext
{
    public FleetJobId Id => new("b", 7);

    public FleetJob Job => job;

    public FleetJobSession? Session { get; set; }

    public List<FleetJobSession> Stored { get; } = [];

    public List<FleetJobUpdate> Updates { get; } = [];

    public List<FleetAsk> Asks { get; } = [];

    public List<(string Provider, TimeSpan Delay)> Throttles { get; } = [];

    public FleetReply Reply { get; set; } = FleetReply.Allow;

    /// <summary>Runs when a session is stored, before the prompt is sent.</summary>
    public Action OnStored { get; set; } = static () => { };

    /// <summary>Stores a session.</summary>
    public Func<Task> StoreAsync { get; set; } = static () => Task.CompletedTask;

    public async Task PromptingAsync(FleetJobSession session)
    {
        await StoreAsync();
        Stored.Add(session);
        Session = session;
        OnStored();
    }

    public void Report(FleetJobUpdate update) => Updates.Add(update);

    public Task<FleetReply> AskAsync(FleetAsk ask, CancellationToken cancellationToken)
    {
        Asks.Add(ask);
        return Task.FromResult(Reply);
    }

    public SessionUsage? Spent { get; private set; }

    public void Spend(SessionUsage usage) => Spent = usage;

    public Task ThrottledAsync(string provider, TimeSpan delay, CancellationToken cancellationToken)
    {
        Throttles.Add((provider, delay));
        return Task.CompletedTask;
    }
}
