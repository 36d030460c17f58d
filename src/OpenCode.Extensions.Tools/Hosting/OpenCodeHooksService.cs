using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenCode.Models;
using OpenCode.Tools.Hooks;

namespace OpenCode.Hosting;

/// <summary>
/// Runs hooks while the host runs. The URL of the plugin is known before that, so that servers can be configured.
/// </summary>
internal sealed class OpenCodeHooksService(OpenCodeHooksOptions options, ILoggerFactory? loggerFactory = null) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly HookFiles _files = new();
    private OpenCodeHooks? _hooks;

    /// <exception cref="InvalidOperationException">The host isn't running.</exception>
    public OpenCodeHooks Hooks => _hooks ?? throw new InvalidOperationException("The hooks are not available, because the host is not running. Start the host first.");

    /// <summary>Adds the plugin to the configuration of a server.</summary>
    public void Configure(OpenCodeServerOptions server)
    {
        var config = server.Config ?? new Config();
        server.Config = config with { Plugin = [.. config.Plugin ?? [], _files.Url.AbsoluteUri] };
    }

    /// <summary>Starts the hooks before the servers of the host start.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        _hooks = await OpenCodeHooks.StartAsync(options with { LoggerFactory = options.LoggerFactory ?? loggerFactory }, _files, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts the hooks in hosts that don't support lifecycle events.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _hooks is null ? StartingAsync(cancellationToken) : Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Stops the hooks after the servers of the host have stopped, because hosts stop services in reverse order.
    /// </summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <summary>Stops the hooks in hosts that are disposed without being stopped.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _hooks, null)?.DisposeAsync() ?? default;
}
