using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Models;
using OpenCode.Tools.Hooks;
using OpenCode.Tools.Server;

namespace OpenCode;

/// <summary>
/// Lets this process see, change, and refuse what agents do: tool calls, prompts, and permissions. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// The server loads a small plugin, which sends requests to this process on the loopback address. Therefore, the opencode server
/// must run on the same machine.
/// </para>
/// <para>
/// Start the hooks before the server, add <see cref="Plugin"/> to the configuration of the server, and dispose the hooks after
/// the server. Several servers can use the same hooks. A server can also use several hooks; they run one after the other, in the
/// order of the configuration.
/// </para>
/// </remarks>
/// <example><code>
/// await using var hooks = await OpenCodeHooks.StartAsync(new()
/// {
///     BeforeTool = (call, _) => Task.FromResult(call.Tool == "bash" ? BeforeToolDecision.Refuse("There is no shell here.") : BeforeToolDecision.Continue),
/// });
/// await using var opencode = await OpenCodeInstance.StartAsync(new() { Config = new() { Plugin = [hooks.Plugin] } });
/// await hooks.EnsureLoadedAsync(opencode.Client);
/// </code></example>
public sealed class OpenCodeHooks : IAsyncDisposable
{
    private readonly OpenCodeHooksOptions _options;
    private readonly LoadedDirectories _loaded;
    private readonly HookRunner _runner;
    private readonly LoopbackServer _server;
    private readonly HookFiles _files;
    private int _isDisposed;

    private OpenCodeHooks(OpenCodeHooksOptions options, LoadedDirectories loaded, HookRunner runner, LoopbackServer server, HookFiles files)
    {
        _options = options;
        _loaded = loaded;
        _runner = runner;
        _server = server;
        _files = files;
    }

    /// <summary>Gets the plugin for <see cref="Config.Plugin"/>: the URL of a file. The URL itself contains no secret.</summary>
    public PluginConfig Plugin => _files.Url.AbsoluteUri;

    /// <summary>Gets the address on which this process listens, without the path. The path is as secret as the token.</summary>
    public Uri Address => _server.Address;

    /// <summary>Starts the hooks. When the method returns, this process listens, and servers can load the plugin.</summary>
    /// <param name="options">The handlers, timeouts, and limits. They are copied.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ArgumentException">An option is null or out of range, or there is no handler.</exception>
    /// <exception cref="IOException">The plugin can't be written to the directory for temporary files.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static Task<OpenCodeHooks> StartAsync(OpenCodeHooksOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return StartAsync(options with { EventTypes = options.EventTypes?.ToArray() }, new HookFiles(), cancellationToken);
    }

    internal static async Task<OpenCodeHooks> StartAsync(OpenCodeHooksOptions options, HookFiles files, CancellationToken cancellationToken)
    {
        var logger = new SafeLogger((ILogger?)options.LoggerFactory?.CreateLogger<OpenCodeHooks>() ?? NullLogger.Instance);
        var loaded = new LoadedDirectories();
        var runner = new HookRunner(logger, options.TimeProvider);
        var endpoint = new HookEndpoint(options, loaded, runner, logger);
        LoopbackServer? server = null;
        try
        {
            server = await LoopbackServer.StartAsync("hooks", options.MaxBodyBytes, static _ => { }, (application, path) => application.MapPost(path, endpoint.RespondAsync), logger, cancellationToken).ConfigureAwait(false);
            files.Create(writer => HookSettings.Write(writer, options, FormattableString.Invariant($"opencode-hooks-{server.Address.Port}"), server.Url, server.Authorization), options.TimeProvider);
            return new OpenCodeHooks(options, loaded, runner, server, files);
        }
        catch
        {
            await StopAsync(runner, server, files).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Waits until the server has loaded the hooks for the directory of the client. <para><c>GET /path</c></para>
    /// </summary>
    /// <remarks>
    /// A server that can't load a plugin continues without it. If the hooks are essential, call this method before the agent
    /// works. See https://github.com/anomalyco/opencode/issues/47200.
    /// </remarks>
    /// <param name="client">The client, or a view of it such as <c>client.In(directory)</c>.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="OpenCodeException">The request failed.</exception>
    /// <exception cref="TimeoutException">
    /// The server didn't load the hooks within <see cref="OpenCodeHooksOptions.LoadTimeout"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async Task EnsureLoadedAsync(OpenCodeClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var paths = await client.Path.GetAsync(cancellationToken).ConfigureAwait(false);
        using var timeout = _options.TimeProvider.CancelAfter(_options.LoadTimeout);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _loaded.WaitAsync(paths.Directory, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                FormattableString.Invariant($"The server did not load the hooks for {paths.Directory} within {_options.LoadTimeout.TotalSeconds} seconds (LoadTimeout). Check that its configuration contains OpenCodeHooks.Plugin, and that it runs on this machine without OPENCODE_PURE."),
                e);
        }
    }

    /// <summary>
    /// Cancels running handlers, closes the connections, and removes the plugin. After that, the hooks of a server that has
    /// loaded the plugin fail.
    /// </summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isDisposed, 1) == 0 ? StopAsync(_runner, _server, _files) : default;

    /// <summary>Returns the address and the names of the hooks that have handlers. The text contains no secrets.</summary>
    public override string ToString() => $"{nameof(OpenCodeHooks)} {{ Address = {Address}, Options = {_options} }}";

    private static async ValueTask StopAsync(HookRunner runner, LoopbackServer? server, HookFiles files)
    {
        await runner.DisposeAsync().ConfigureAwait(false);
        if (server is not null)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }

        files.Dispose();
    }
}
