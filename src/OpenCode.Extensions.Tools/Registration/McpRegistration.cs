using Microsoft.Extensions.Logging;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Tools.Registration;

/// <summary>
/// An MCP server in one directory of an opencode server: added, added again when the server has lost it, and taken away. Thread-safe.
/// </summary>
/// <remarks>
/// What is added at run time belongs to the instance of the directory. The instance can be disposed at any time, and the server can restart.
/// Both show in the event stream.
/// </remarks>
internal sealed class McpRegistration : IAsyncDisposable
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Taking away must not delay the end of the application when the server does not respond.</summary>
    private static readonly TimeSpan s_removalTimeout = TimeSpan.FromSeconds(5);

    private static readonly EventSubscription s_subscription = new() { Types = ["server.instance.disposed", "mcp.tools.changed"] };

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly OpenCodeClient _client;
    private readonly ServerGroups _server;
    private readonly McpAddRequest _request;
    private readonly McpSecrets _secrets;
    private readonly TimeSpan _connectTimeout;
    private Task _watching = Task.CompletedTask;
    private volatile OpenCodeToolsState _state;
    private volatile bool _isDisposed;

    /// <summary>Whether there is something to take away.</summary>
    private volatile bool _isAdded;

    private McpRegistration(OpenCodeClient client, string name, McpServerConfig config, TimeSpan connectTimeout)
    {
        _client = client;
        _server = new ServerGroups(client.Mcp);
        _request = new McpAddRequest { Name = name, Config = config };
        _secrets = new McpSecrets(config);
        _connectTimeout = connectTimeout;
    }

    /// <summary>Raised when the server has read changed tools.</summary>
    public event Action? ToolsChanged;

    public string Name => _request.Name;

    public OpenCodeToolsState State => _state;

    /// <summary>Adds an MCP server, and returns when the server has connected to it.</summary>
    /// <param name="client">A client of the server, in the directory.</param>
    /// <param name="name">The name.</param>
    /// <param name="config">The MCP server.</param>
    /// <param name="connectTimeout">How long connecting may take.</param>
    /// <param name="cancellationToken">Cancels connecting; what has been added is taken away.</param>
    /// <exception cref="OpenCodeToolsException">The server can't connect to it, or has one of this name in its configuration.</exception>
    /// <exception cref="OpenCodeException">A request failed.</exception>
    /// <exception cref="TimeoutException">The server did not connect in time.</exception>
    public static async Task<McpRegistration> StartAsync(
        OpenCodeClient client, string name, McpServerConfig config, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        var registration = new McpRegistration(client, name, config, connectTimeout);
        try
        {
            await registration.WithinTimeoutAsync(
                async token =>
                {
                    var configured = (await client.Config.GetAsync(token).ConfigureAwait(false)).Mcp;
                    if (configured?.ContainsKey(name) == true)
                    {
                        throw new OpenCodeToolsException($"The configuration of the server has an MCP server '{name}', which the tools would replace. Use another name.");
                    }

                    await registration.AddAsync(token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            registration._watching = Task.Run(registration.WatchAsync, CancellationToken.None);
            return registration;
        }
        catch
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns when the server is connected. If it is not, the MCP server is added again.</summary>
    /// <exception cref="OpenCodeException">The server can't connect.</exception>
    /// <exception cref="TimeoutException">The server did not connect in time.</exception>
    /// <exception cref="ObjectDisposedException">The registration has been disposed.</exception>
    public Task EnsureConnectedAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return WithinTimeoutAsync(token => InTurnAsync(isAsked: true, token), cancellationToken);
    }

    /// <summary>A rule for all tools of the MCP server.</summary>
    public PermissionRule ToPermissionRule(PermissionAction action) => new() { Permission = $"{Name}_*", Pattern = "*", Action = action };

    /// <summary>Takes the MCP server away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _closing.StopAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        if (_isAdded)
        {
            await RemoveAsync().ConfigureAwait(false);
        }

        _state = OpenCodeToolsState.Disposed;
    }

    private async Task RemoveAsync()
    {
        try
        {
            await _client.With(new() { Timeout = s_removalTimeout, MaxRetries = 0 }).Mcp.DisconnectAsync(Name).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenCodeException or TimeoutException or ObjectDisposedException)
        {
            // A server that has gone, or a client that is disposed, has no tools either.
            _server.Logger.ToolsNotRemoved(Name, Words(e));
        }
    }

    private async Task WithinTimeoutAsync(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        using var timeout = _server.TimeProvider.CancelAfter(_connectTimeout);
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

    private async Task AddAsync(CancellationToken cancellationToken)
    {
        _state = OpenCodeToolsState.Connecting;
        _isAdded = true;
        var statuses = await _client.Mcp.AddAsync(_request, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            switch (statuses.GetValueOrDefault(Name))
            {
                case McpStatusConnected:
                    _state = OpenCodeToolsState.Connected;
                    _server.Logger.ToolsConnected(Name);
                    return;
                case McpStatusFailed failed:
                    throw new OpenCodeToolsException($"The server can't connect to the MCP server '{Name}': {Mask(failed.Error)}");
                case McpStatusNeedsClientRegistration registration:
                    throw new OpenCodeToolsException($"The MCP server '{Name}' requires a client that is registered: {Mask(registration.Error)}");
                case McpStatusNeedsAuth:
                    throw new OpenCodeToolsException($"The MCP server '{Name}' requires authentication.");
                case McpStatusDisabled:
                    throw new OpenCodeToolsException($"The server keeps the MCP server '{Name}' disabled.");
            }

            // A status that only later servers have.
            await _server.TimeProvider.WaitAsync(s_firstDelay, cancellationToken).ConfigureAwait(false);
            statuses = await _client.Mcp.StatusAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WatchAsync()
    {
        var options = _server.Options.EventStream! with { Monitor = new EventStreamMonitor() };
        var hub = _client.With(new() { EventStream = options }).CreateEventHub();
        await using var closing = hub.ConfigureAwait(false);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await foreach (var e in hub.SubscribeAsync(s_subscription, _closing.Token).ConfigureAwait(false))
                {
                    attempt = 0;
                    await ApplyAsync(e).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                _state = OpenCodeToolsState.Disposed;
                return;
            }
            catch (Exception e) when (e is OpenCodeException or TimeoutException)
            {
                if (!await WaitAsync(e, attempt).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
    }

    private async Task ApplyAsync(Event e)
    {
        switch (e)
        {
            case StreamGapEvent { Properties.Dropped: 0 }:
                // The server's greeting will say that it can be asked.
                _state = OpenCodeToolsState.Connecting;
                return;
            case McpToolsChangedEvent { Properties.Server: var server } when server != Name:
                return;
            case McpToolsChangedEvent:
                ToolsChanged?.Invoke();
                break;
        }

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await InTurnAsync(isAsked: false, _closing.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (failure is OpenCodeException or TimeoutException)
            {
                if (!await WaitAsync(failure, attempt).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Adds the MCP server if it is missing.</summary>
    /// <param name="isAsked">Whether the application asks for it, so that it does not matter whether somebody has disconnected it.</param>
    /// <param name="cancellationToken">Cancels adding.</param>
    private async Task InTurnAsync(bool isAsked, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            switch ((await _client.Mcp.StatusAsync(cancellationToken).ConfigureAwait(false)).GetValueOrDefault(Name))
            {
                case McpStatusConnected:
                    _state = OpenCodeToolsState.Connected;
                    break;
                case McpStatusDisabled when !isAsked:
                    if (_state != OpenCodeToolsState.Disconnected)
                    {
                        _state = OpenCodeToolsState.Disconnected;
                        _server.Logger.ToolsDisconnected(Name);
                    }

                    break;
                default:
                    await AddAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <returns>Whether to try again; false if the registration is being disposed.</returns>
    private async Task<bool> WaitAsync(Exception failure, int attempt)
    {
        _state = OpenCodeToolsState.Connecting;
        var delay = Backoff.Jittered(s_firstDelay, s_longestDelay, attempt);
        _server.Logger.ToolsNotConnected(Name, delay.TotalMilliseconds, Words(failure));
        try
        {
            await _server.TimeProvider.WaitAsync(delay, _closing.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return false;
        }
    }

    private string Words(Exception exception) => Mask(exception.Message);

    private string Mask(string text) => _server.Display(_secrets.Mask(text));
}
