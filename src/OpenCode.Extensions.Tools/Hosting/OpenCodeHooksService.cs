using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenCode.Models;
using OpenCode.Tools.Hooks;

namespace OpenCode.Hosting;

/// <summary>Hooks while the host runs. The address of the plugin is known before, so that servers can be configured.</summary>
internal sealed class OpenCodeHooksService(OpenCodeHooksOptions options, ILoggerFactory? loggerFactory = null) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly HookFiles _files = new();
    private OpenCodeHooks? _hooks;

    /// <exception cref="InvalidOperationException">The host does not run.</exception>
    public OpenCodeHooks Hooks => _hooks ?? throw new InvalidOperationException("The host does not run, so there are no hooks.");

    /// <summary>Adds the plugin to the configuration of a server.</summary>
    public void Configure(OpenCodeServerOptions server)
    {
        var config = server.Config ?? new Config();
        server.Config = config with { Plugin = [.. config.Plugin ?? [], _files.Url.AbsoluteUri] };
    }

    /// <summary>Runs before the servers of the host start.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        _hooks = await OpenCodeHooks.StartAsync(options with { LoggerFactory = options.LoggerFactory ?? loggerFactory }, _files, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>For hosts that only support starting and stopping.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _hooks is null ? StartingAsync(cancellationToken) : Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the servers of the host have stopped, because hosts stop services in reverse order.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <summary>For hosts that are disposed without being stopped.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _hooks, null)?.DisposeAsync() ?? default;
}
