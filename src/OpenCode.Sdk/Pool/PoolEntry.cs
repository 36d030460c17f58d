namespace OpenCode;

/// <summary>A place in a pool. The pool's lock guards it.</summary>
internal sealed class PoolEntry<T>(string key) : IDisposable
    where T : class, IPooled
{
    public string Key { get; } = key;

    /// <summary>Ends a start that is under way.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>Completes with the value once it has started.</summary>
    public Task<T> Start { get; set; } = null!;

    /// <summary>The value, after the start.</summary>
    public T Value => Start.Result;

    public int Users { get; set; }

    /// <summary>Whether the entry has left the pool: nobody new gets it.</summary>
    public bool IsRetired { get; set; }

    /// <summary>When it was last used, as a number that grows.</summary>
    public long LastUse { get; set; }

    /// <summary>Runs while nobody uses the value.</summary>
    public ITimer? IdleTimer { get; set; }

    public void Dispose()
    {
        IdleTimer?.Dispose();
        Stopping.Dispose();
    }
}
