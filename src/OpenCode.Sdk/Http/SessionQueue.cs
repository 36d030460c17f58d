namespace OpenCode.Http;

/// <summary>Grants the callers of one client exclusive use of a session, one after the other. Thread-safe.</summary>
internal sealed class SessionQueue
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The session of the turn in whose context the current code runs.</summary>
    private readonly AsyncLocal<string?> _held = new();

    /// <summary>Records that the code that the caller calls from now on has exclusive use of the session.</summary>
    public void Hold(string sessionId) => _held.Value = sessionId;

    /// <summary>Waits until the session is free. The caller disposes the result to release the session.</summary>
    /// <exception cref="InvalidOperationException">
    /// The caller already has exclusive use of the session, and would wait for itself.
    /// </exception>
    public async Task<IDisposable> EnterAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (_held.Value == sessionId)
        {
            throw new InvalidOperationException($"A handler of a turn can't run another turn in the same session ({sessionId}): the second turn would wait for the first, which waits for its handler. Run it after the handler returns, or in another session.");
        }

        Entry? entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue(sessionId, out entry))
            {
                _entries[sessionId] = entry = new Entry(this, sessionId);
            }

            entry.Users++;
        }

        try
        {
            await entry.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Leave(entry);
            throw;
        }

        return entry;
    }

    private void Leave(Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Users == 0)
            {
                _entries.Remove(entry.SessionId);
            }
        }
    }

    private sealed class Entry(SessionQueue queue, string sessionId) : IDisposable
    {
        public string SessionId { get; } = sessionId;

        /// <summary>Gets the semaphore. It does not require disposal, because no code uses its wait handle.</summary>
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }

        public void Dispose()
        {
            Gate.Release();
            queue.Leave(this);
        }
    }
}
