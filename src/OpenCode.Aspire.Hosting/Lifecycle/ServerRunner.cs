using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenCode.Aspire.Configuration;

namespace OpenCode.Aspire.Lifecycle;

/// <summary>
/// Starts and stops the server of a resource, one operation at a time, and shows its state in the dashboard. Thread-safe.
/// </summary>
internal sealed class ServerRunner : IAsyncDisposable
{
    private readonly OpenCodeResource _resource;
    private readonly IServiceProvider _services;
    private readonly ServerStatus _status;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _attemptGate = new();
    private CancellationTokenSource? _attempt;
    private Task _watch = Task.CompletedTask;
    private volatile OpenCodeServer? _server;

    public ServerRunner(OpenCodeResource resource, IServiceProvider services)
    {
        _resource = resource;
        _services = services;
        _logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(resource);
        _status = new ServerStatus(resource, services);
    }

    /// <summary>The running server; null if there is none.</summary>
    public OpenCodeServer? Server => _server;

    /// <summary>Sets the address of the resource, and starts the server unless the resource requires an explicit start.</summary>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await PublishAddressAsync(cancellationToken).ConfigureAwait(false);
        if (_resource.HasAnnotationOfType<ExplicitStartupAnnotation>())
        {
            await _status.NotStartedAsync().ConfigureAwait(false);
            return;
        }

        await StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts the server if it isn't running. Before that, waits for the resources that it depends on.</summary>
    /// <returns>
    /// Null if the server has started; otherwise, the reason why it didn't. The log of the resource also contains the reason.
    /// </returns>
    public async Task<string?> StartAsync(CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await _gate.WaitAsync(attempt.Token).ConfigureAwait(false);
        try
        {
            SetAttempt(attempt);
            return _server is null ? await TryStartAsync(attempt.Token).ConfigureAwait(false) : null;
        }
        finally
        {
            SetAttempt(null);
            _gate.Release();
        }
    }

    /// <summary>Stops the server, or cancels its start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        CancelAttempt();
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_server is { } server)
            {
                await _status.StoppingAsync().ConfigureAwait(false);
                await server.DisposeAsync().ConfigureAwait(false);
                _server = null;
                await _status.EndedAsync(await server.Exited.ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops the server permanently.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _watch.ConfigureAwait(false);
    }

    /// <summary>Publishes the address. The port is selected only once, because references contain it.</summary>
    private async Task PublishAddressAsync(CancellationToken cancellationToken)
    {
        var endpoint = _resource.PrimaryEndpoint.EndpointAnnotation;
        if (endpoint.AllocatedEndpoint is null)
        {
            // Aspire has normally allocated a port before this. If it hasn't, any free port is used.
            var decided = ServerAddress.Decide(new() { Hostname = endpoint.TargetHost, Port = endpoint.Port ?? 0 });
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, decided.Port);
        }

        var eventing = _services.GetRequiredService<IDistributedApplicationEventing>();
        await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(_resource, _services), cancellationToken).ConfigureAwait(false);
        await eventing.PublishAsync(new ConnectionStringAvailableEvent(_resource, _services), cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> TryStartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _status.StartingAsync().ConfigureAwait(false);
            await _services.GetRequiredService<IDistributedApplicationEventing>().PublishAsync(new BeforeResourceStartedEvent(_resource, _services), cancellationToken).ConfigureAwait(false);
            var plan = new ServerPlan(_resource, _services.GetRequiredService<DistributedApplicationExecutionContext>(), _logger);
            var options = await plan.CreateAsync(cancellationToken).ConfigureAwait(false);
            var server = await OpenCodeServer.StartAsync(options, cancellationToken).ConfigureAwait(false);
            _server = server;
            await _status.RunningAsync(server, options).ConfigureAwait(false);
            _watch = WatchAsync(server);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await _status.NotStartedAsync().ConfigureAwait(false);
            return "The start was canceled.";
        }
        catch (Exception e) when (e is OpenCodeException or ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException or DistributedApplicationException)
        {
            _logger.StartFailed(e.Message);
            await _status.FailedAsync().ConfigureAwait(false);
            return e.Message;
        }
    }

    /// <summary>Shows in the dashboard that the server has ended unexpectedly.</summary>
    private async Task WatchAsync(OpenCodeServer server)
    {
        var exit = await server.Exited.ConfigureAwait(false);
        if (exit.Reason == OpenCodeServerExitReason.Stopped)
        {
            return;
        }

        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_server == server)
            {
                _server = null;
                await server.DisposeAsync().ConfigureAwait(false);
                await _status.EndedAsync(exit).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private void SetAttempt(CancellationTokenSource? attempt)
    {
        lock (_attemptGate)
        {
            _attempt = attempt;
        }
    }

    private void CancelAttempt()
    {
        lock (_attemptGate)
        {
            _attempt?.Cancel();
        }
    }
}
