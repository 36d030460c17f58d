using Microsoft.Extensions.Logging;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Tools.Registration;

/// <summary>Manages the connection of an opencode server to an MCP server. It sends one request at a time. Thread-safe.</summary>
internal sealed class McpConnection(OpenCodeClient client, string name, McpServerConfig config) : IDisposable
{
    /// <summary>The timeout of the removal. A server that doesn't respond must not delay the exit of the application.</summary>
    private static readonly TimeSpan s_removalTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ServerGroups _server = new(client.Mcp);
    private readonly McpAddRequest _request = new() { Name = name, Config = config };
    private readonly McpSecrets _secrets = new(config);
    private volatile OpenCodeToolsState _state;

    /// <summary>Whether the MCP server was added, so that it must be removed.</summary>
    private volatile bool _isAdded;

    public string Name => _request.Name;

    public OpenCodeToolsState State => _state;

    public ILogger Logger => _server.Logger;

    public TimeProvider TimeProvider => _server.TimeProvider;

    /// <summary>Adds the MCP server, unless the configuration contains one with the same name.</summary>
    /// <exception cref="OpenCodeToolsException">
    /// The server can't connect, or its configuration contains an MCP server with the same name.
    /// </exception>
    public async Task AddAsync(CancellationToken cancellationToken)
    {
        var configured = (await client.Config.GetAsync(cancellationToken).ConfigureAwait(false)).Mcp;
        if (configured?.ContainsKey(Name) == true)
        {
            throw new OpenCodeToolsException($"The configuration of the server already contains an MCP server '{Name}'. Use another name.");
        }

        await ConnectAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds the MCP server again if it is missing.</summary>
    /// <param name="isAsked">
    /// Whether the application requests the connection. If so, an MCP server that a user has disconnected is connected again.
    /// </param>
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

    /// <summary>Removes the MCP server.</summary>
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
                // If the server has ended or the client is disposed, the tools don't exist anymore either.
                Logger.ToolsNotRemoved(Name, Words(e));
            }
        }

        Dispose();
    }

    /// <summary>Records that the connection is lost or not yet complete.</summary>
    public void MarkIncomplete() => _state = OpenCodeToolsState.Connecting;

    /// <summary>Ends the connection. It can't be established again.</summary>
    public void Dispose()
    {
        _state = OpenCodeToolsState.Disposed;
        _turn.Dispose();
    }

    /// <summary>
    /// Creates a hub on a view of the client that has its own monitor, so that the application's monitor doesn't report this
    /// stream.
    /// </summary>
    public EventHub CreateHub() => client.With(new() { EventStream = _server.Options.EventStream! with { Monitor = new EventStreamMonitor() } }).CreateEventHub();

    /// <summary>Returns the message of an exception without secrets.</summary>
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
                    throw new OpenCodeToolsException($"The MCP server '{Name}' requires a registered client: {Mask(registration.Error)}");
                case McpStatusNeedsAuth:
                    throw new OpenCodeToolsException($"The MCP server '{Name}' requires authentication. Configure its headers or OAuth.");
                case McpStatusDisabled:
                    throw new OpenCodeToolsException($"The MCP server '{Name}' is disabled on the server. Enable it in its configuration.");
            }

            // The server returned no status or a status of a later version.
            await TimeProvider.WaitAsync(s_interval, cancellationToken).ConfigureAwait(false);
            statuses = await client.Mcp.StatusAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private string Mask(string text) => _server.Display(_secrets.Mask(text));
}
