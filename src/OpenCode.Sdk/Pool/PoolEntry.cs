namespace OpenCode;

/// <summary>Represents a place in a pool. The pool's lock protects it.</summary>
internal sealed class PoolEntry<T>(string key) : IDisposable
    where T : class, IPooled
{
    public string Key { get; } = key;

    /// <summary>Cancels a start that is in progress.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>Gets or sets the task that completes with the value when it has started.</summary>
    public Task<T> Start { get; set; } = null!;

    /// <summary>Gets the value after the start.</summary>
    public T Value => Start.Result;

    /// <summary>Gets what the value was used for. It is empty if the number is not limited.</summary>
    public HashSet<string> Tenants { get; } = new(StringComparer.Ordinal);

    public int Users { get; set; }

    /// <summary>Gets or sets whether the entry was removed from the pool, so that no new caller gets it.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Gets or sets the time of the last use, as an increasing number.</summary>
    public long LastUse { get; set; }

    /// <summary>Gets or sets the timer that runs while the value is not in use.</summary>
    public ITimer? IdleTimer { get; set; }

    public void Dispose()
    {
        IdleTimer?.Dispose();
        Stopping.Dispose();
    }
}
