using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenCode.Diagnostics;

namespace OpenCode.Tools.Server;

/// <summary>
/// Represents a web server that only the opencode server can use. It listens on the loopback address, on a port that the system
/// chooses, with a secret path and a token.
/// </summary>
/// <remarks>
/// It doesn't read the configuration of the application, and doesn't write to its logs and traces, because these contain
/// addresses.
/// </remarks>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Admission _admission;

    private LoopbackServer(WebApplication application, Admission admission)
    {
        _application = application;
        _admission = admission;
        Address = new Uri(application.Urls.Single());
    }

    /// <summary>The address without the path.</summary>
    public Uri Address { get; }

    /// <summary>The address that the opencode server connects to.</summary>
    public Uri Url => new(Address, _admission.Path);

    /// <summary>The value of the Authorization header that the opencode server must send.</summary>
    public string Authorization => _admission.Authorization;

    /// <param name="owner">The owner of the requests, for logs.</param>
    /// <param name="maxBodyBytes">The maximum size of a request body, in bytes.</param>
    /// <param name="configure">Adds services.</param>
    /// <param name="map">
    /// Maps accepted requests. The path is a route parameter, so that the name of the route doesn't contain it.
    /// </param>
    /// <param name="logger">The logger.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<LoopbackServer> StartAsync(
        string owner, long maxBodyBytes, Action<IServiceCollection> configure, Action<WebApplication, string> map, ILogger logger, CancellationToken cancellationToken)
    {
        var admission = new Admission();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = maxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, LifetimeOfOwner>();
        builder.Services.AddSingleton(new ActivitySource("OpenCode.Tools.Server"));
        builder.Services.AddSingleton(new DiagnosticListener("OpenCode.Tools.Server"));
        configure(builder.Services);
        var application = builder.Build();
        try
        {
            application.Use((context, next) =>
            {
                if (admission.Refuse(context.Request, context.Connection.LocalPort) is { } status)
                {
                    logger.RequestRefused(owner, status);
                    return RefuseAsync(context, status);
                }

                if (context.Request.ContentLength is { } length && length > maxBodyBytes)
                {
                    logger.RequestTooLarge(owner, length, maxBodyBytes);
                    return RefuseAsync(context, StatusCodes.Status413PayloadTooLarge);
                }

                return next(context);
            });
            map(application, "/{path}");
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new LoopbackServer(application, admission);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes all connections immediately, because the owner has already canceled its calls.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Responds with a status. Then Kestrel discards the body of the request if its size isn't limited. Otherwise, it would
    /// close the connection while the client sends, and the client might not receive the status.
    /// </summary>
    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Ignores the signals that end a process. The application handles them.</summary>
    private sealed class LifetimeOfOwner : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
