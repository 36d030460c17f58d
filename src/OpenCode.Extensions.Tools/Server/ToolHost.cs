using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using OpenCode.Diagnostics;

namespace OpenCode.Tools.Server;

/// <summary>The MCP server: on loopback, on a port that the system chooses, with a path and a token of its own.</summary>
/// <remarks>
/// It does not read the configuration of the application, and does not write to its logs and traces, because these contain addresses.
/// </remarks>
internal sealed class ToolHost : IAsyncDisposable
{
    /// <summary>Sessions of the server that nobody uses anymore. Each time the tools are added again, one is left.</summary>
    private const int MaxIdleSessions = 100;

    /// <summary>A byte of the arguments can be an escape sequence in JSON.</summary>
    private const long BytesOfByte = 6;

    /// <summary>More than everything else in a message.</summary>
    private const long BytesOfMessage = 1024 * 1024;

    private readonly WebApplication _application;
    private readonly Admission _admission;

    private ToolHost(WebApplication application, Admission admission)
    {
        _application = application;
        _admission = admission;
        Address = new Uri(application.Urls.Single());
    }

    /// <summary>The address without the path.</summary>
    public Uri Address { get; }

    /// <summary>The address that the server connects to.</summary>
    public Uri Url => new(Address, _admission.Path);

    /// <summary>The header that it must send.</summary>
    public string Authorization => _admission.Authorization;

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
        var admission = new Admission();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = (options.MaxArgumentBytes * BytesOfByte) + BytesOfMessage;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, LifetimeOfOwner>();
        builder.Services.AddSingleton(new ActivitySource("OpenCode.Tools.Server"));
        builder.Services.AddSingleton(new DiagnosticListener("OpenCode.Tools.Server"));
        builder.Services.AddMcpServer(server =>
        {
            server.ServerInfo = new Implementation { Name = name, Version = typeof(ToolHost).Assembly.GetName().Version!.ToString(3) };
            server.ServerInstructions = options.Instructions;
            server.ToolCollection = tools.Tools;
            server.Filters.Request.ListToolsFilters.Add(tools.Serve);
        }).WithHttpTransport(transport => ConfigureTransport(transport, timeProvider));
        var application = builder.Build();
        try
        {
            application.Use(async (context, next) =>
            {
                if (admission.Refuse(context.Request, context.Connection.LocalPort) is { } status)
                {
                    logger.RequestRefused(name, status);
                    context.Response.StatusCode = status;
                    return;
                }

                requestAborted.Value = context.RequestAborted;
                await next(context).ConfigureAwait(false);
            });

            // The path is a parameter, so that it is not part of the name of the route.
            application.MapMcp("/{path}");
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new ToolHost(application, admission);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes all connections at once: whoever should be asked before has been.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

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

    /// <summary>The signals that end a program are a matter of the program.</summary>
    private sealed class LifetimeOfOwner : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
