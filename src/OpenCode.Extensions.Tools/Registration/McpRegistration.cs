using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Events;
using OpenCode.Models;

namespace OpenCode.Tools.Registration;

/// <summary>
/// Represents an MCP server in one directory of an opencode server. It is added, added again if the opencode server loses it, and
/// removed when this object is disposed. Thread-safe.
/// </summary>
/// <remarks>
/// MCP servers that are added at run time belong to the instance of the directory. The instance can be disposed at any time, and
/// the server can restart. The event stream shows both.
/// </remarks>
internal sealed class McpRegistration : IAsyncDisposable
{
    private static readonly TimeSpan s_initialDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closing = new();
    private readonly McpConnection _connection;
    private readonly TimeSpan _connectTimeout;
    private Task _watching = Task.CompletedTask;
    private int _isDisposed;

    private McpRegistration(McpConnection connection, TimeSpan connectTimeout)
    {
        _connection = connection;
        _connectTimeout = connectTimeout;
    }

    /// <summary>Occurs when the server has read changed tools.</summary>
    public event Action? ToolsChanged;

    public string Name => _connection.Name;

    public OpenCodeToolsState State => _connection.State;

    /// <summary>Adds an MCP server and waits until the opencode server has connected to it.</summary>
    /// <param name="client">A client of the server for the directory.</param>
    /// <param name="name">The name.</param>
    /// <param name="config">The MCP server.</param>
    /// <param name="connectTimeout">The timeout for connecting.</param>
    /// <param name="cancellationToken">Cancels connecting. The MCP server is removed.</param>
    /// <exception cref="OpenCodeToolsException">
    /// The server can't connect to it, or its configuration contains an MCP server with the same name.
    /// </exception>
    /// <exception cref="OpenCodeException">A request failed.</exception>
    /// <exception cref="TimeoutException">The server didn't connect within <paramref name="connectTimeout"/>.</exception>
    public static async Task<McpRegistration> StartAsync(OpenCodeClient client, string name, McpServerConfig config, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        var connection = new McpConnection(client, name, config);
        var registration = new McpRegistration(connection, connectTimeout);
        try
        {
            await registration.WithinTimeoutAsync(connection.AddAsync, cancellationToken).ConfigureAwait(false);
            registration._watching = Task.Run(registration.WatchAsync, CancellationToken.None);
            return registration;
        }
        catch
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until the server is connected. If it isn't, the MCP server is added again.</summary>
    /// <exception cref="OpenCodeException">The server can't connect.</exception>
    /// <exception cref="TimeoutException">The server didn't connect within the timeout.</exception>
    /// <exception cref="ObjectDisposedException">The registration has been disposed.</exception>
    public Task EnsureConnectedAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        return WithinTimeoutAsync(token => _connection.EnsureAsync(isAsked: true, token), cancellationToken);
    }

    /// <summary>Creates a rule for all tools of the MCP server.</summary>
    public PermissionRule ToPermissionRule(PermissionAction action) => new() { Permission = $"{Name}_*", Pattern = "*", Action = action };

    /// <summary>Removes the MCP server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _closing.StopAsync().ConfigureAwait(false);
            await _watching.ConfigureAwait(false);
            await _connection.RemoveAsync().ConfigureAwait(false);
        }
    }

    private async Task WithinTimeoutAsync(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        using var timeout = _connection.TimeProvider.CancelAfter(_connectTimeout);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token, cancellationToken);
        try
        {
            await action(ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
            throw new TimeoutException(FormattableString.Invariant($"The server did not connect to the MCP server '{Name}' within {_connectTimeout.TotalSeconds} seconds (ConnectTimeout)."), e);
        }
    }

    private async Task WatchAsync()
    {
        var subscription = new EventSubscription { Types = ["server.instance.disposed", "mcp.tools.changed"] };
        var hub = _connection.CreateHub();
        await using var closing = hub.ConfigureAwait(false);
        await UntilDoneAsync(async () =>
        {
            await foreach (var e in hub.SubscribeAsync(subscription, _closing.Token).ConfigureAwait(false))
            {
                await ApplyAsync(e).ConfigureAwait(false);
            }

            throw StreamEnded.Unexpectedly();
        }).ConfigureAwait(false);
    }

    private async Task ApplyAsync(Event e)
    {
        switch (e)
        {
            case StreamGapEvent { Properties.Dropped: 0 }:
                // The ServerConnectedEvent that follows the gap starts the check.
                _connection.MarkIncomplete();
                return;
            case McpToolsChangedEvent { Properties.Server: var server } when server != Name:
                return;
            case McpToolsChangedEvent:
                ToolsChanged?.Invoke();
                break;
        }

        await UntilDoneAsync(() => _connection.EnsureAsync(isAsked: false, _closing.Token)).ConfigureAwait(false);
    }

    /// <summary>Retries an action that fails, with increasing delays, until the registration or the client is disposed.</summary>
    private async Task UntilDoneAsync(Func<Task> action)
    {
        for (var attempt = 0; !_closing.IsCancellationRequested; attempt++)
        {
            try
            {
                await action().ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                _connection.Dispose();
                return;
            }
            catch (Exception e)
            {
                _connection.MarkIncomplete();
                var delay = Backoff.Jittered(s_initialDelay, s_maxDelay, attempt);
                _connection.Logger.ToolsNotConnected(Name, delay.TotalMilliseconds, _connection.Words(e));
                await Task.WhenAny(_connection.TimeProvider.WaitAsync(delay, _closing.Token)).ConfigureAwait(false);
            }
        }
    }
}
