namespace OpenCode;

/// <summary>Servers that are started when a directory needs one, shared while they are in use, and ended when nobody has used them for a while. Thread-safe.</summary>
/// <remarks>
/// No more than <see cref="OpenCodeServerPoolOptions.MaxServers"/> servers run at the same time. If all are in use,
/// <see cref="RentAsync"/> waits, in the order of the calls; a server that nobody uses makes room for another directory. A server that has
/// ended by itself is replaced the next time its directory is rented.
/// </remarks>
/// <example><code>
/// await using var pool = new OpenCodeServerPool(new() { MaxServers = 8 });
/// await using var lease = await pool.RentAsync("/repos/shop");
/// var session = await lease.Client.Session.CreateAsync(new() { Title = "Nightly" });
/// </code></example>
public sealed class OpenCodeServerPool : IAsyncDisposable
{
    /// <summary>The place of a server that all directories share.</summary>
    private const string Everywhere = "";

    private readonly OpenCodeServerPoolOptions _options;
    private readonly BoundedPool<PooledServer> _servers;

    /// <summary>Creates a pool without a server.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options contain something that cannot work.</exception>
    public OpenCodeServerPool(OpenCodeServerPoolOptions? options = null)
    {
        options ??= new OpenCodeServerPoolOptions();
        options.Validate();
        _options = options with { Server = options.Server.Copy(), Client = options.Client with { } };
        _servers = new BoundedPool<PooledServer>(
            StartAsync,
            IsShared ? 1 : options.MaxServers,
            options.IdleTimeout,
            options.TimeProvider);
    }

    /// <summary>The number of servers that run or are about to start or to end.</summary>
    public int Count => _servers.Count;

    private bool IsShared => _options.Sharing == OpenCodeServerSharing.Shared;

    /// <summary>Gets a server for a directory, and starts it if necessary.</summary>
    /// <param name="directory">The directory. A relative path is resolved against the current directory.</param>
    /// <param name="cancellationToken">Cancels waiting. A server that is starting remains in the pool.</param>
    /// <returns>The caller disposes it after use.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null, empty, or not a path.</exception>
    /// <exception cref="DirectoryNotFoundException">The directory does not exist.</exception>
    /// <exception cref="OpenCodeServerException">The server cannot be started. The next call tries it again.</exception>
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

        var entry = await _servers.RentAsync(IsShared ? Everywhere : Key(folder), cancellationToken).ConfigureAwait(false);
        return new OpenCodeServerLease(entry.Value.Server, entry.Value.Client.In(folder), folder, () => _servers.Return(entry));
    }

    /// <summary>Ends all servers, including those that are in use. Calls to <see cref="RentAsync"/> that wait fail.</summary>
    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    private async Task<PooledServer> StartAsync(string key, CancellationToken cancellationToken)
    {
        var server = await OpenCodeServer.StartAsync(IsShared ? _options.Server : _options.Server with { WorkingDirectory = key }, cancellationToken).ConfigureAwait(false);
        return new PooledServer(server, server.CreateClient(_options.Client));
    }

    /// <summary>One spelling for one folder.</summary>
    private static string FullPath(string directory)
    {
        var path = Path.GetFullPath(directory);
        var root = Path.GetPathRoot(path) ?? "";
        return path.Length > root.Length ? path.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) : path;
    }

    /// <summary>Windows does not tell upper case from lower case.</summary>
    private static string Key(string folder) => OperatingSystem.IsWindows() ? folder.ToUpperInvariant() : folder;
}
