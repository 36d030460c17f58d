using Microsoft.Extensions.Logging;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Tools.Registration;

/// <summary>The connection of an opencode server to an MCP server: what is asked of the server, one request after the other. Thread-safe.</summary>
internal sealed class McpConnection(OpenCodeClient client, string name, McpServerConfig config) : IDisposable
{
    /// <summary>Taking away must not delay the end of the application when the server does not respond.</summary>
    private static readonly TimeSpan s_removalTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ServerGroups _server = new(client.Mcp);
    private readonly McpAddRequest _request = new() { Name = name, Config = config };
    private readonly McpSecrets _secrets = new(config);
    private volatile OpenCodeToolsState _state;

    /// <summary>Whether there is something to take away.</summary>
    private volatile bool _isAdded;

    public string Name => _request.Name;

    public OpenCodeToolsState State => _state;

    public ILogger Logger => _server.Logger;

    public TimeProvider TimeProvider => _server.TimeProvider;

    /// <summary>Adds the MCP server, unless there is one of this name in the configuration.</summary>
    /// <exception cref="OpenCodeToolsException">The server can't connect, or the name is taken.</exception>
    public async Task AddAsync(CancellationToken cancellationToken)
    {
        var configured = (await client.Config.GetAsync(cancellationToken).ConfigureAwait(false)).Mcp;
        if (configured?.ContainsKey(Name) == true)
        {
            throw new OpenCodeToolsException($"The configuration of the server has an MCP server '{Name}', which would be replaced. Use another name.");
        }

        await ConnectAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds the MCP server again if it is missing.</summary>
    /// <param name="isAsked">Whether the application asks for it, so that it does not matter whether somebody has disconnected it.</param>
    /// <param name="cancellationToken">Cancels adding.</param>
    /// <exception cref="OpenCodeToolsException">The server can't connect.</exception>
    public async Task EnsureAsync(bool isAsked, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            switch ((await client.Mcp.StatusAsync(cancellationToken).ConfigureAwait(false)).GetValueOrDefault(Name))
            {
                case McpStatusConnected:
                    _state = OpenCodeToolsState.Connected;
                    break;
                case McpStatusDisabled when !isAsked:
                    if (_state != OpenCodeToolsState.Disconnected)
                    {
                        _state = OpenCodeToolsState.Disconnected;
                        Logger.ToolsDisconnected(Name);
                    }

                    break;
                default:
                    await ConnectAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes the MCP server away.</summary>
    public async Task RemoveAsync()
    {
        if (_isAdded)
        {
            try
            {
                await client.With(new() { Timeout = s_removalTimeout, MaxRetries = 0 }).Mcp.DisconnectAsync(Name).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OpenCodeException or TimeoutException or ObjectDisposedException)
            {
                // A server that has gone, or a client that is disposed, has no tools either.
                Logger.ToolsNotRemoved(Name, Words(e));
            }
        }

        Dispose();
    }

    /// <summary>The connection is lost, as far as is known.</summary>
    public void MarkIncomplete() => _state = OpenCodeToolsState.Connecting;

    /// <summary>Nobody can connect anymore.</summary>
    public void Dispose()
    {
        _state = OpenCodeToolsState.Disposed;
        _turn.Dispose();
    }

    /// <summary>Opens no stream of its own: this is a view of the client whose streams nobody else monitors.</summary>
    public EventHub CreateHub() => client.With(new() { EventStream = _server.Options.EventStream! with { Monitor = new EventStreamMonitor() } }).CreateEventHub();

    /// <summary>The message of an exception, without secrets.</summary>
    public string Words(Exception exception) => Mask(exception.Message);

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _state = OpenCodeToolsState.Connecting;
        _isAdded = true;
        var statuses = await client.Mcp.AddAsync(_request, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            switch (statuses.GetValueOrDefault(Name))
            {
                case McpStatusConnected:
                    _state = OpenCodeToolsState.Connected;
                    Logger.ToolsConnected(Name);
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
            await TimeProvider.WaitAsync(s_interval, cancellationToken).ConfigureAwait(false);
            statuses = await client.Mcp.StatusAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private string Mask(string text) => _server.Display(_secrets.Mask(text));
}
