namespace OpenCode;

/// <summary>
/// Provides servers that are started when a directory needs one, shared while they are in use, and stopped when they are idle.
/// </summary>
/// <remarks>
/// <para>
/// Lifetime: a server is stopped when no lease used it for <see cref="OpenCodeServerPoolOptions.IdleTimeout"/>. A server that
/// ended on its own is replaced the next time that its directory is rented. A shared server is also replaced after
/// <see cref="OpenCodeServerPoolOptions.MaxDirectories"/>. <see cref="DisposeAsync"/> stops all servers.
/// </para>
/// <para>
/// Capacity: at most <see cref="OpenCodeServerPoolOptions.MaxServers"/> servers run at the same time. If all are in use,
/// <see cref="RentAsync"/> waits. Waiting calls are served in order. A call for a directory whose server runs never waits, even
/// if other calls do, so that a holder of a lease can rent its directory again. An unused server is stopped to make room for
/// another directory.
/// </para>
/// <para>Threading: all members are thread-safe.</para>
/// <para>Cancellation: canceling <see cref="RentAsync"/> ends the wait. A server that is starting remains in the pool.</para>
/// </remarks>
/// <example><code>
/// await using var pool = new OpenCodeServerPool(new() { MaxServers = 8 });
/// await using var lease = await pool.RentAsync("/repos/shop");
/// var session = await lease.Client.Session.CreateAsync(new() { Title = "Nightly" });
/// </code></example>
public sealed class OpenCodeServerPool : IAsyncDisposable
{
    /// <summary>The key of a server that all directories share.</summary>
    private const string Everywhere = "";

    private readonly OpenCodeServerPoolOptions _options;
    private readonly BoundedPool<PooledServer> _servers;

    /// <summary>Initializes a pool without starting a server.</summary>
    /// <param name="options">The options; null for the defaults. The pool copies them.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public OpenCodeServerPool(OpenCodeServerPoolOptions? options = null)
    {
        options ??= new OpenCodeServerPoolOptions();
        options.Validate();
        _options = options with { Server = options.Server.Copy(), Client = options.Client with { } };
        _servers = new BoundedPool<PooledServer>(
            StartAsync,
            options.MaxServers,
            options.MaxDirectories,
            options.IdleTimeout,
            options.TimeProvider);
    }

    /// <summary>Gets the number of servers that run, start, or stop.</summary>
    public int Count => _servers.Count;

    private bool IsShared => _options.Sharing == OpenCodeServerSharing.Shared;

    /// <summary>Rents a server for a directory, and starts it if necessary.</summary>
    /// <param name="directory">The directory. A relative path is resolved against the current directory.</param>
    /// <param name="cancellationToken">Cancels the wait. A server that is starting remains in the pool.</param>
    /// <returns>The lease. You must dispose it after use.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null, empty, or not a path.</exception>
    /// <exception cref="DirectoryNotFoundException">The directory does not exist.</exception>
    /// <exception cref="OpenCodeServerException">The server can't be started. The next call retries the start.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async Task<OpenCodeServerLease> RentAsync(string directory, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var folder = FullPath(directory);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The directory {folder} does not exist.");
        }

        var entry = await _servers.RentAsync(IsShared ? Everywhere : Key(folder), Key(folder), cancellationToken).ConfigureAwait(false);
        return new OpenCodeServerLease(entry.Value.Server, entry.Value.Client.In(folder), folder, () => _servers.Return(entry));
    }

    /// <summary>Stops all servers, including those that are in use. Waiting calls to <see cref="RentAsync"/> fail.</summary>
    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    private async Task<PooledServer> StartAsync(string key, CancellationToken cancellationToken)
    {
        var server = await OpenCodeServer.StartAsync(IsShared ? _options.Server : _options.Server with { WorkingDirectory = key }, cancellationToken).ConfigureAwait(false);
        return new PooledServer(server, server.CreateClient(_options.Client));
    }

    /// <summary>Returns the full path in one spelling for each folder.</summary>
    private static string FullPath(string directory)
    {
        var path = Path.GetFullPath(directory);
        var root = Path.GetPathRoot(path) ?? "";
        return path.Length > root.Length ? path.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) : path;
    }

    /// <summary>Returns the key of a folder. Paths on Windows are case-insensitive.</summary>
    private static string Key(string folder) => OperatingSystem.IsWindows() ? folder.ToUpperInvariant() : folder;
}
