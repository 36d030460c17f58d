using System.Diagnostics.CodeAnalysis;
using OpenCode.Calls;

namespace OpenCode;

/// <summary>
/// Starts one value for each key, up to a maximum, shares it, and ends it when it was not used for the idle timeout. Thread-safe.
/// </summary>
/// <param name="start">Starts a value.</param>
/// <param name="capacity">The maximum number of values, including those that are being replaced.</param>
/// <param name="maxTenants">
/// The number of tenants after which a value is replaced; null for no limit. A value in use is replaced only while there is a place
/// for another one.
/// </param>
/// <param name="idleTimeout">How long an unused value remains.</param>
/// <param name="timeProvider">Measures the idle timeout.</param>
internal sealed class BoundedPool<T>(Func<string, CancellationToken, Task<T>> start, int capacity, int? maxTenants, TimeSpan idleTimeout, TimeProvider timeProvider) : IAsyncDisposable
    where T : class, IPooled
{
    private readonly object _lock = new();
    private readonly Dictionary<string, PoolEntry<T>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Waiter> _waiters = [];
    private readonly HashSet<Task> _endings = [];

    /// <summary>The values that are replaced, and end when their last user returns them.</summary>
    private readonly HashSet<PoolEntry<T>> _replaced = [];
    private long _uses;
    private bool _isDisposed;

    /// <summary>
    /// Gets the number of values that exist, start, or end. It never exceeds the capacity.
    /// </summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return Occupied;
            }
        }
    }

    /// <summary>Gets the number of occupied places. A place becomes free only when its value has ended.</summary>
    private int Occupied => _entries.Count + _replaced.Count + _endings.Count;

    /// <summary>Returns the value for a key. Call <see cref="Return"/> after use.</summary>
    /// <param name="key">The key.</param>
    /// <param name="tenant">What the value is used for. A value has a limited number of different tenants in its life.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    [SuppressMessage("Design", "MA0054", Justification = "The exception contains the name of the disposed object. The constructor with a cause has no name, and the cause adds no information.")]
    public async Task<PoolEntry<T>> RentAsync(string key, string tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = await EnterAsync(key, tenant, cancellationToken).ConfigureAwait(false);
        try
        {
            await entry.Start.WaitAsync(cancellationToken).ConfigureAwait(false);
            return entry;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Return(entry);
            throw new ObjectDisposedException(nameof(OpenCodeServerPool));
        }
        catch
        {
            Return(entry);
            throw;
        }
    }

    /// <summary>Ends one use of a value.</summary>
    public void Return(PoolEntry<T> entry)
    {
        lock (_lock)
        {
            entry.Users--;
            entry.LastUse = ++_uses;
            if (entry.Users > 0 || entry.IsRetired)
            {
                return;
            }

            if (idleTimeout == TimeSpan.Zero || _replaced.Contains(entry))
            {
                Retire(entry);
                return;
            }

            Serve();
            if (entry.Users == 0 && !entry.IsRetired && idleTimeout != Timeout.InfiniteTimeSpan)
            {
                entry.IdleTimer ??= timeProvider.CreateTimer(_ => EndIdle(entry), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                entry.IdleTimer.Change(idleTimeout, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] endings;
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var waiter in _waiters)
            {
                waiter.Entry.TrySetException(new ObjectDisposedException(nameof(OpenCodeServerPool)));
            }

            _waiters.Clear();
            foreach (var entry in _entries.Values.Concat(_replaced).ToList())
            {
                Retire(entry);
            }

            endings = [.. _endings];
        }

        await Task.WhenAll(endings).ConfigureAwait(false);
    }

    private Task<PoolEntry<T>> EnterAsync(string key, string tenant, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(OpenCodeServerPool));
            if (Find(key, tenant) is { } entry)
            {
                return Task.FromResult(Use(entry, tenant));
            }

            var waiter = _waiters.AddLast(new Waiter(key, tenant));
            Serve();
            return waiter.Value.Entry.Task.IsCompleted ? waiter.Value.Entry.Task : WaitAsync(waiter, cancellationToken);
        }
    }

    private async Task<PoolEntry<T>> WaitAsync(LinkedListNode<Waiter> waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() =>
        {
            lock (_lock)
            {
                if (waiter.Value.Entry.TrySetCanceled(cancellationToken) && waiter.List is not null)
                {
                    _waiters.Remove(waiter);
                }
            }
        });
        return await waiter.Value.Entry.Task.ConfigureAwait(false);
    }

    /// <summary>Serves waiting callers in order while places are free, and ends unused values to free places.</summary>
    private void Serve()
    {
        while (_waiters.First is { } first)
        {
            var entry = Find(first.Value.Key, first.Value.Tenant);
            if (entry is null && Occupied < capacity)
            {
                entry = Add(first.Value.Key);
            }

            if (entry is null)
            {
                break;
            }

            _waiters.RemoveFirst();
            first.Value.Entry.TrySetResult(Use(entry, first.Value.Tenant));
        }

        // One place for each waiting caller. Some places may already be about to become free.
        var idle = new Queue<PoolEntry<T>>(_entries.Values.Where(entry => entry.Users == 0).OrderBy(entry => entry.LastUse));
        for (var missing = _waiters.Count - _endings.Count; missing > 0 && idle.Count > 0; missing--)
        {
            Retire(idle.Dequeue());
        }
    }

    /// <summary>Returns the value that a tenant can use; null if there is none. A value that had its last tenant is replaced.</summary>
    private PoolEntry<T>? Find(string key, string tenant)
    {
        if (!_entries.TryGetValue(key, out var entry) || maxTenants is null || entry.Tenants.Count < maxTenants || entry.Tenants.Contains(tenant))
        {
            return entry;
        }

        if (entry.Users == 0)
        {
            Retire(entry);
        }
        else if (Occupied < capacity)
        {
            _entries.Remove(key);
            _replaced.Add(entry);
        }
        else
        {
            return entry;
        }

        return null;
    }

    private PoolEntry<T> Use(PoolEntry<T> entry, string tenant)
    {
        if (maxTenants is not null)
        {
            entry.Tenants.Add(tenant);
        }

        entry.Users++;
        entry.LastUse = ++_uses;
        entry.IdleTimer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return entry;
    }

    private PoolEntry<T> Add(string key)
    {
        var entry = new PoolEntry<T>(key);
        _entries.Add(key, entry);
        entry.Start = Task.Run(() => start(key, entry.Stopping.Token));
        _ = WatchAsync(entry);
        return entry;
    }

    /// <summary>Removes a value from the pool that could not be started or ended on its own.</summary>
    private async Task WatchAsync(PoolEntry<T> entry)
    {
        try
        {
            var value = await entry.Start.ConfigureAwait(false);
            await value.Ended.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The callers that rent the value receive the exception.
        }

        lock (_lock)
        {
            if (!entry.IsRetired)
            {
                Retire(entry);
            }
        }
    }

    private void EndIdle(PoolEntry<T> entry)
    {
        lock (_lock)
        {
            if (entry.Users == 0 && !entry.IsRetired)
            {
                Retire(entry);
            }
        }
    }

    /// <summary>Removes a value from the pool and ends it. Its place is free when it has ended.</summary>
    private void Retire(PoolEntry<T> entry)
    {
        entry.IsRetired = true;
        if (!_replaced.Remove(entry))
        {
            _entries.Remove(entry.Key);
        }

        Task? ending = null;
        ending = Task.Run(async () =>
        {
            await EndAsync(entry).ConfigureAwait(false);
            lock (_lock)
            {
                _endings.Remove(ending!);
                Serve();
            }
        });
        _endings.Add(ending);
    }

    private static async Task EndAsync(PoolEntry<T> entry)
    {
        try
        {
            await entry.Stopping.StopAsync().ConfigureAwait(false);
            await (await entry.Start.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The value did not start, and the callers that rent it receive the exception.
        }
        finally
        {
            entry.Dispose();
        }
    }

    /// <summary>Represents a caller that waits for a place.</summary>
    private sealed class Waiter(string key, string tenant)
    {
        public string Key { get; } = key;

        public string Tenant { get; } = tenant;

        public TaskCompletionSource<PoolEntry<T>> Entry { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
