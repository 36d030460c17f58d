namespace OpenCode;

/// <summary>The use of a pool's server for one directory. Dispose it to let the pool end the server once nobody uses it. Thread-safe.</summary>
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

    /// <summary>The server. It belongs to the pool: do not stop or dispose it.</summary>
    public OpenCodeServer Server { get; }

    /// <summary>A view of a client of the server whose calls work in <see cref="Directory"/>. It need not be disposed.</summary>
    public OpenCodeClient Client { get; }

    /// <summary>The full path of the directory.</summary>
    public string Directory { get; }

    /// <summary>Ends the use of the server. Do not use <see cref="Client"/> afterwards. Can be called more than once.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _release();
        }

        return default;
    }
}
