namespace OpenCode;

/// <summary>
/// Represents the use of a pool's server for one directory. Dispose it, so that the pool can stop the server when it is no longer
/// used. Thread-safe.
/// </summary>
public sealed class OpenCodeServerLease : IAsyncDisposable
{
    private readonly Action _release;
    private int _isReleased;

    internal OpenCodeServerLease(OpenCodeServer server, OpenCodeClient client, string directory, Action release)
    {
        _release = release;
        Server = server;
        Client = client;
        Directory = directory;
    }

    /// <summary>Gets the server. It belongs to the pool. Do not stop or dispose it.</summary>
    public OpenCodeServer Server { get; }

    /// <summary>
    /// Gets a view of a client for the server whose calls use <see cref="Directory"/>. It doesn't need to be disposed.
    /// </summary>
    public OpenCodeClient Client { get; }

    /// <summary>Gets the full path of the directory.</summary>
    public string Directory { get; }

    /// <summary>
    /// Ends the use of the server. Do not use <see cref="Client"/> afterward. You can call this method more than once.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _release();
        }

        return default;
    }
}
