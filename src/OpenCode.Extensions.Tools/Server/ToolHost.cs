using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace OpenCode.Tools.Server;

/// <summary>The MCP server.</summary>
internal sealed class ToolHost : IAsyncDisposable
{
    /// <summary>Sessions of the server that nobody uses anymore. Each time the tools are added again, one is left.</summary>
    private const int MaxIdleSessions = 100;

    /// <summary>A byte of the arguments can be an escape sequence in JSON.</summary>
    private const long BytesOfByte = 6;

    /// <summary>More than everything else in a message.</summary>
    private const long BytesOfMessage = 1024 * 1024;

    private readonly LoopbackServer _server;

    private ToolHost(LoopbackServer server) => _server = server;

    /// <summary>The address without the path.</summary>
    public Uri Address => _server.Address;

    /// <summary>The address that the server connects to.</summary>
    public Uri Url => _server.Url;

    /// <summary>The header that it must send.</summary>
    public string Authorization => _server.Authorization;

    /// <param name="name">The name for logs.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="options">The instructions and limits.</param>
    /// <param name="requestAborted">Gets the token of the request that is being served.</param>
    /// <param name="logger">The log.</param>
    /// <param name="timeProvider">The time.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<ToolHost> StartAsync(
        string name, ToolSet tools, OpenCodeToolsOptions options, AsyncLocal<CancellationToken> requestAborted, ILogger logger, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var server = await LoopbackServer.StartAsync(
            $"tools {name}",
            (options.MaxArgumentBytes * BytesOfByte) + BytesOfMessage,
            services => services.AddMcpServer(server =>
            {
                server.ServerInfo = new Implementation { Name = name, Version = typeof(ToolHost).Assembly.GetName().Version!.ToString(3) };
                server.ServerInstructions = options.Instructions;
                server.ToolCollection = tools.Tools;
                server.Filters.Request.ListToolsFilters.Add(tools.Serve);
            }).WithHttpTransport(transport => ConfigureTransport(transport, timeProvider)),
            (application, path) =>
            {
                application.Use((context, next) =>
                {
                    requestAborted.Value = context.RequestAborted;
                    return next(context);
                });
                application.MapMcp(path);
            },
            logger,
            cancellationToken).ConfigureAwait(false);
        return new ToolHost(server);
    }

    /// <inheritdoc cref="LoopbackServer.DisposeAsync"/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The server uses sessions: without them, it would not be notified of changes and could not abort a call.</summary>
    private static void ConfigureTransport(HttpServerTransportOptions options, TimeProvider timeProvider)
    {
        options.Stateless = false;
#pragma warning disable MCPEXP002 // There is no other way to do something while a session lasts.
        options.RunSessionHandler = (_, session, cancellationToken) => SessionKeeper.RunAsync(session, timeProvider, cancellationToken);
#pragma warning restore MCPEXP002
#pragma warning disable MCP9006 // A session of opencode lasts as long as its instance, however idle it is.
        options.IdleTimeout = Timeout.InfiniteTimeSpan;
        options.MaxIdleSessionCount = MaxIdleSessions;
#pragma warning restore MCP9006
    }
}
