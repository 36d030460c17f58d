namespace OpenCode.Http;

/// <summary>Gives the callers of one client exclusive use of a session, one after the other. Thread-safe.</summary>
internal sealed class SessionQueue
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The session of the turn whose handler is the caller.</summary>
    private readonly AsyncLocal<string?> _held = new();

    /// <summary>Notes that code that the caller calls from here on holds the session.</summary>
    public void Hold(string sessionId) => _held.Value = sessionId;

    /// <summary>Waits until the session is free. The caller disposes the result to release the session.</summary>
    /// <exception cref="InvalidOperationException">The caller holds the session already, and would wait for itself.</exception>
    public async Task<IDisposable> EnterAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (_held.Value == sessionId)
        {
            throw new InvalidOperationException($"A handler of a turn can't run another turn in the same session ({sessionId}): the second would wait for the first to end, and the first for its handler.");
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

        /// <summary>It allocates no handle of the operating system, because no code requests one.</summary>
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }

        public void Dispose()
        {
            Gate.Release();
            queue.Leave(this);
        }
    }
}
