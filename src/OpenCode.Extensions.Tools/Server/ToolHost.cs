using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace OpenCode.Tools.Server;

/// <summary>Starts the MCP server.</summary>
internal static class ToolHost
{
    /// <summary>
    /// The maximum number of idle sessions. Each time the tools are added again, the previous session becomes idle.
    /// </summary>
    private const int MaxIdleSessions = 100;

    /// <summary>
    /// The maximum size of one byte of the arguments in a request, because it can be an escape sequence in JSON.
    /// </summary>
    private const long BytesOfByte = 6;

    /// <summary>An upper bound of the size of a message without the arguments.</summary>
    private const long BytesOfMessage = 1024 * 1024;

    /// <param name="name">The name of the tools, for logs.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="options">The instructions and limits.</param>
    /// <param name="requestAborted">Receives the token of the request that is being served.</param>
    /// <param name="logger">The logger.</param>
    /// <param name="timeProvider">The time provider.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static Task<LoopbackServer> StartAsync(
        string name, ToolSet tools, OpenCodeToolsOptions options, AsyncLocal<CancellationToken> requestAborted, ILogger logger, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        LoopbackServer.StartAsync(
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
            cancellationToken);

    /// <summary>
    /// Configures sessions. Without sessions, the server would not be notified of changes and could not abort a call.
    /// </summary>
    private static void ConfigureTransport(HttpServerTransportOptions options, TimeProvider timeProvider)
    {
        options.Stateless = false;
#pragma warning disable MCPEXP002 // No other option runs code during a session.
        options.RunSessionHandler = (_, session, cancellationToken) => SessionKeeper.RunAsync(session, timeProvider, cancellationToken);
#pragma warning restore MCPEXP002
#pragma warning disable MCP9006 // A session of opencode lasts as long as its instance, even if it is idle.
        options.IdleTimeout = Timeout.InfiniteTimeSpan;
        options.MaxIdleSessionCount = MaxIdleSessions;
#pragma warning restore MCP9006
    }
}
